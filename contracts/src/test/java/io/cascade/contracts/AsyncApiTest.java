/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** Holds asyncapi.yaml to the code: what it says of topics, headers and events is what services do. */
class AsyncApiTest {

    private static final JsonNode API =
            new ObjectMapper().valueToTree(new Yaml().<Object>load(resource("/cascade/asyncapi.yaml")));

    @Test
    void itIsWrittenInTheVersionThatToolsAreTold() {
        assertThat(API.path("asyncapi").asText()).isEqualTo("3.1.0");
    }

    @Test
    void addressesAreTheNamesThatServicesUse() {
        // Given
        TableName table = new TableName("sales", "orders");
        String keys = Topics.keys("order-service", table);

        // When
        Set<String> addresses = values(API.path("channels"))
                .map(channel -> channel.path("address")
                        .asText()
                        .replace("{service}", "order-service")
                        .replace("{schema}", table.schema())
                        .replace("{table}", table.name()))
                .collect(toSet());

        // Then
        assertThat(addresses).containsExactlyInAnyOrder(keys, Topics.deadLetters(keys), Topics.acks("order-service"));
    }

    @Test
    void everyParameterOfAnAddressIsDescribed() {
        values(API.path("channels")).forEach(channel -> {
            String left = channel.path("address").asText();
            for (String name : names(channel.path("parameters"))) {
                assertThat(left).contains("{" + name + "}");
                left = left.replace("{" + name + "}", "");
            }
            assertThat(left).doesNotContain("{");
        });
    }

    @Test
    void everyEventTypeIsAMessageAndNoOtherIs() {
        Map<String, String> schemaByType = new HashMap<>();
        messages()
                .filter(message -> message.path("payload").has("$ref"))
                .forEach(message -> schemaByType.put(
                        message.at("/headers/properties/ce_type/const").asText(),
                        message.at("/payload/$ref").asText()));

        assertThat(schemaByType)
                .containsExactlyInAnyOrderEntriesOf(Arrays.stream(EventType.values())
                        .collect(java.util.stream.Collectors.toMap(
                                EventType::cloudEventsType, type -> "events/" + type.schemaFile())));
    }

    @ParameterizedTest
    @EnumSource
    void examplesAreAcceptedBySchemaAndCodec(EventType type) {
        // Given
        JsonNode message = messages()
                .filter(candidate -> candidate
                        .at("/headers/properties/ce_type/const")
                        .asText()
                        .equals(type.cloudEventsType()))
                .findFirst()
                .orElseThrow();
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(resource("/cascade/" + message.at("/payload/$ref").asText()));
        assertThat(message.path("examples")).isNotEmpty();

        // When / Then
        message.path("examples").forEach(example -> {
            JsonNode payload = example.path("payload");
            assertThat(schema.validate(payload)).isEmpty();
            assertThat(read(type, payload.toString())).isNotNull();
        });
    }

    @Test
    void everyEventHasTheCloudEventsHeaders() {
        JsonNode headers = API.at("/components/messageTraits/cloudEvent/headers");
        List<String> expected = List.of(
                CloudEventHeaders.ID,
                CloudEventHeaders.TYPE,
                CloudEventHeaders.SOURCE,
                CloudEventHeaders.SUBJECT,
                CloudEventHeaders.SPEC_VERSION,
                CloudEventHeaders.TIME,
                CloudEventHeaders.CONTENT_TYPE);

        assertThat(headers.path("required")).map(JsonNode::asText).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(names(headers.path("properties")))
                .containsAll(expected)
                .contains(CloudEventHeaders.TRACEPARENT)
                .hasSize(expected.size() + 1);
        messages().filter(message -> message.path("payload").has("$ref")).forEach(message -> assertThat(
                        message.at("/traits/0/$ref").asText())
                .isEqualTo("#/components/messageTraits/cloudEvent"));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        API.findValuesAsText("$ref", references);

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(API.at(reference.substring(1)).isMissingNode()).isFalse();
            } else {
                assertThat(AsyncApiTest.class.getResource("/cascade/" + reference))
                        .isNotNull();
            }
        });
    }

    @Test
    void anOperationTakesMessagesOfItsOwnChannelAndEveryChannelIsUsed() {
        Set<String> used = values(API.path("operations"))
                .map(operation -> {
                    String channel = operation.at("/channel/$ref").asText();
                    assertThat(operation.path("action").asText()).isIn("send", "receive");
                    operation.path("messages").forEach(message -> assertThat(
                                    message.path("$ref").asText())
                            .startsWith(channel + "/messages/"));
                    return channel.substring("#/channels/".length());
                })
                .collect(toSet());

        assertThat(used).isEqualTo(Set.copyOf(names(API.path("channels"))));
    }

    private static Object read(EventType type, String payload) {
        return switch (type) {
            case KEYS_CREATED, KEYS_DELETED, KEYS_ORPHANED, KEYS_BACKFILLED, KEYS_INTENDED, KEYS_KEPT, KEYS_RESTORED ->
                EventCodec.keys(type, payload);
            case BACKFILL_REQUESTED -> EventCodec.backfillRequest(payload);
            case DELIVERIES_REPORTED -> EventCodec.deliveries(payload);
            case RESTORATIONS_REPORTED -> EventCodec.restorations(payload);
            case RELATIONSHIPS_PAUSED -> EventCodec.pause(payload);
            case DELIVERIES_PROGRESSED -> EventCodec.progress(payload);
            case DECISIONS_REQUESTED -> EventCodec.decisionRequests(payload);
            case VOTES_CAST -> EventCodec.votes(payload);
        };
    }

    private static Stream<JsonNode> messages() {
        return values(API.at("/components/messages"));
    }

    private static Stream<JsonNode> values(JsonNode object) {
        return StreamSupport.stream(object.spliterator(), false);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(AsyncApiTest.class.getResourceAsStream(name), name);
    }
}
