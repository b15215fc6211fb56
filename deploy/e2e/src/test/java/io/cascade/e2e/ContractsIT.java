/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import io.cascade.testkit.StackCondition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is really on the topics is what the contracts say. */
@ExtendWith({StackCondition.class, Family.class})
class ContractsIT {

    private final Stack stack;

    ContractsIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void everyEventOnTheTopicsValidatesAgainstItsSchemaAndIsACloudEvent() throws IOException {
        // Given
        stack.parents()
                .run(
                        "INSERT INTO countries VALUES ('kept')",
                        "SET cascade.propagation = 'orphan'; DELETE FROM countries WHERE code = 'kept'",
                        "INSERT INTO teams VALUES (1), (2)");
        eventually().until(() -> stack.children().count("cascade.parent_service__teams__id") == 2);
        stack.children().run("INSERT INTO players VALUES (1)");
        stack.parents().run("SELECT cascade.request_deletion('teams', 'true')");
        eventually().until(() -> stack.parents().count("cascade.intent WHERE state = 'refused'") > 0);
        stack.parents().run("INSERT INTO countries VALUES ('Q\"1\\')", "DELETE FROM countries WHERE code = 'Q\"1\\'");
        eventually()
                .until(() -> stack.parents()
                                .count("cascade.delivery WHERE state = 'settled' AND relationship = 'cities-country'")
                        > 0);
        takenBack(9_600_000);
        stack.childApi().post("/relationships/cities-country/pause", "{\"reason\": \"for a moment\"}");
        stack.childApi().post("/relationships/cities-country/resume", "");
        eventually().until(() -> stack.parents().count("cascade.reported_pause") > 0);
        oneOfVeryManyCities();
        aVoteWhoseEndWasLost();
        Set<EventType> seen = EnumSet.noneOf(EventType.class);

        // When
        for (String topic : List.of(
                "cascade.parent-service.public.countries",
                "cascade.parent-service.public.authors",
                "cascade.parent-service.public.teams",
                "cascade.parent-service.public.parents",
                "cascade.parent-service.acks")) {
            for (ConsumerRecord<byte[], byte[]> record :
                    new Topic(stack.running().bootstrapServers(), topic).read("{\"")) {
                if (!isPoison(record)) {
                    seen.add(validate(record));
                }
            }
        }

        // Then
        assertThat(seen).containsExactlyInAnyOrder(EventType.values());
    }

    /** As if it had been asked an hour ago, by a database that has forgotten it since. */
    private void aVoteWhoseEndWasLost() {
        UUID deletion = UUID.randomUUID();
        stack.children()
                .run(
                        """
                        INSERT INTO cascade.ballot (event_id, publisher, topic, deletion_id, relationships, payload, state, received_at)
                        VALUES (gen_random_uuid(), 'parent-service', 'cascade.parent-service.public.teams', '%1$s',
                            ARRAY['players-team'], '{"table":"public.teams","relationships":["players-team"],"deletion":"%1$s",
                            "version":1,"keys":{"id":[1]}}', 'vetoed', now() - interval '1 hour')
                        """
                                .formatted(deletion));
        eventually().until(() -> stack.children().count("cascade.ballot WHERE deletion_id = '" + deletion + "'") == 0);
        assertThat(stack.children().count("cascade.parent_service__teams__id")).isEqualTo(2);
    }

    private void oneOfVeryManyCities() {
        stack.parents().run("INSERT INTO countries VALUES ('vast')");
        eventually()
                .until(() ->
                        stack.children().count("cascade.parent_service__countries__code WHERE code = 'vast'") == 1);
        stack.children().run("INSERT INTO cities SELECT 'vast ' || g, 'vast' FROM generate_series(1, 60000) AS g");
        stack.parents().run("DELETE FROM countries WHERE code = 'vast'");
        eventually()
                .until(() -> stack.parents().count("cascade.delivery WHERE rows = 60000 AND state = 'settled'") == 1);
        assertThat(stack.parents().count("cascade.delivery WHERE progressed_at IS NOT NULL"))
                .isPositive();
    }

    private void takenBack(int parent) {
        stack.parentApi().post("/parents", "{\"id\": %d, \"name\": \"back\"}".formatted(parent));
        String deletion = stack.parentApi()
                .delete("/parents/" + parent + "?propagation=foreground")
                .json()
                .path("id")
                .textValue();
        assertThat(stack.parentApi()
                        .post("/deletions/" + deletion + "/restore", "")
                        .status())
                .isEqualTo(202);
        eventually().until(() -> stack.parentApi()
                .get("/deletions/" + deletion)
                .json()
                .at("/restoration/state")
                .asText()
                .equals("restored"));
    }

    private static EventType validate(ConsumerRecord<byte[], byte[]> record) throws IOException {
        EventType type = EventType.of(header(record, CloudEventHeaders.TYPE)).orElseThrow();
        assertThat(UUID.fromString(header(record, CloudEventHeaders.ID))).isNotNull();
        assertThat(header(record, CloudEventHeaders.SPEC_VERSION)).isEqualTo("1.0");
        assertThat(header(record, CloudEventHeaders.SOURCE)).startsWith("/services/");
        assertThat(header(record, CloudEventHeaders.SUBJECT)).isNotEmpty();
        assertThat(header(record, CloudEventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(Instant.parse(header(record, CloudEventHeaders.TIME)))
                .isBeforeOrEqualTo(Instant.now().plusSeconds(5));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../../contracts/events", type.schemaFile())));
        String value = new String(record.value(), StandardCharsets.UTF_8);
        assertThat(schema.validate(value, InputFormat.JSON)).as(value).isEmpty();
        return type;
    }

    /** What another test has put there on purpose. */
    private static boolean isPoison(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8).equals(Topic.POISON);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
