/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The schemas are for others, the codec for us: both have to draw the same line. */
class EventSchemasTest {

    @ParameterizedTest
    @EnumSource
    void aSoundPayloadIsAcceptedByBoth(EventType type) {
        assertThat(accepts(type, Samples.of(type))).isTrue();
        assertThatCode(() -> Samples.read(type, Samples.of(type))).doesNotThrowAnyException();
    }

    @Test
    void theSchemasAcceptWhatTheCodecWrites() {
        // Given
        String request = EventCodec.write(new BackfillRequest("r", UUID.randomUUID()));
        String deliveries = EventCodec.write(List.of(
                Delivery.settled(UUID.randomUUID(), "r", Long.MAX_VALUE, Long.MAX_VALUE),
                new Delivery(UUID.randomUUID(), "r", Delivery.State.APPLIED, 1, 0, null),
                new Delivery(UUID.randomUUID(), "r", Delivery.State.APPLIED, 1, 0, "below"),
                new Delivery(UUID.randomUUID(), "r", Delivery.State.DISCARDED, 1, 2, "given up"),
                Delivery.failed(UUID.randomUUID(), "r", "why")));

        String votes = EventCodec.writeVotes(List.of(
                new Vote(UUID.randomUUID(), "r", null),
                new Vote(UUID.randomUUID(), "r", new Vote.Veto("s", 3, "23001", "why"))));

        String restorations = EventCodec.writeRestorations(List.of(new Restoration(
                UUID.randomUUID(), "r", Long.MAX_VALUE, List.of(new Restoration.Refusal("s", "r", "why", 0)))));

        assertThat(accepts(
                        EventType.DELIVERIES_PROGRESSED,
                        EventCodec.writeProgress(List.of(new Progress(UUID.randomUUID(), "r", Long.MAX_VALUE)))))
                .isTrue();
        assertThat(accepts(
                        EventType.DECISIONS_REQUESTED,
                        EventCodec.writeDecisionRequests(List.of(new DecisionRequest(
                                UUID.randomUUID(), UUID.randomUUID(), "public.p", List.of("r"), "7")))))
                .isTrue();
        Pause paused = new Pause("r", "s", "x", true, 1, Instant.parse("2026-11-27T12:00:00.123456Z"), "why");

        // When / Then
        assertThat(accepts(EventType.RELATIONSHIPS_PAUSED, EventCodec.write(paused)))
                .isTrue();
        assertThat(accepts(
                        EventType.RELATIONSHIPS_PAUSED,
                        EventCodec.write(new Pause("r", "s", "x", false, 2, null, null))))
                .isTrue();
        assertThat(accepts(EventType.RESTORATIONS_REPORTED, restorations)).isTrue();
        assertThat(accepts(EventType.VOTES_CAST, votes)).isTrue();
        assertThat(EventCodec.votes(votes)).hasSize(2);
        assertThat(accepts(EventType.BACKFILL_REQUESTED, request)).isTrue();
        assertThat(accepts(EventType.DELIVERIES_REPORTED, deliveries)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            KEYS_CREATED        | "table":"public.p",         | ``                       | 'table'
            KEYS_CREATED        | "public.p"                  | 7                        | 'table'
            KEYS_CREATED        | "relationships":["r"],      | ``                       | 'relationships'
            KEYS_CREATED        | ["r"]                       | []                       | 'relationships'
            KEYS_CREATED        | ["r"]                       | "r"                      | 'relationships'
            KEYS_CREATED        | ["r"]                       | ["r",1]                  | 'relationships' holds
            KEYS_CREATED        | "version":1,                | ``                       | 'version'
            KEYS_CREATED        | "version":1                 | "version":0              | 'version'
            KEYS_CREATED        | "version":1                 | "version":"1"            | 'version'
            KEYS_CREATED        | "version":1                 | "version":1.5            | 'version'
            KEYS_CREATED        | "version":1                 | "version":9223372036854775808 | 'version'
            KEYS_CREATED        | "keys":{"a":[1,2],"b":["x","y"]} | "keys":{}           | 'keys' is missing
            KEYS_CREATED        | {"a":[1,2],"b":["x","y"]}   | [1]                      | 'keys' is missing
            KEYS_CREATED        | [1,2]                       | 1                        | a column of 'keys'
            KEYS_CREATED        | [1,2]                       | []                       | a column of 'keys'
            KEYS_CREATED        | [1,2]                       | [1,null]                 | a key is neither
            KEYS_CREATED        | [1,2]                       | [1,1.5]                  | a key is neither
            KEYS_CREATED        | [1,2]                       | [1,true]                 | a key is neither
            KEYS_DELETED        | "deletion":"0d4bd2c4-6a0f-4c44-8a3c-0a3c1f0e2b11", | `` | 'deletion' is missing
            KEYS_DELETED        | 0d4bd2c4-6a0f-4c44-8a3c-0a3c1f0e2b11 | 1-1-1-1-1       | 'deletion' is no UUID
            KEYS_DELETED        | 0d4bd2c4-6a0f               | 0d4bd2c46a0f             | 'deletion' is no UUID
            KEYS_DELETED        | "version":2                 | "version":2,"redelivery":"yes" | 'redelivery'
            KEYS_ORPHANED       | "deletion":"0d4bd2c4-6a0f-4c44-8a3c-0a3c1f0e2b11", | `` | 'deletion' is missing
            KEYS_ORPHANED       | "version":3                 | "version":0              | 'version'
            KEYS_ORPHANED       | [1,2]                       | []                       | a column of 'keys'
            KEYS_BACKFILLED     | "bucket":0                  | "bucket":-1              | 'bucket'
            KEYS_BACKFILLED     | "bucket":0,                 | ``                       | 'bucket'
            KEYS_BACKFILLED     | "buckets":16                | "buckets":0              | 'buckets'
            KEYS_BACKFILLED     | ,"buckets":16               | ``                       | 'buckets'
            KEYS_BACKFILLED     | "request":"0                | "request":"x             | 'request' is no UUID
            KEYS_INTENDED       | "version":2                 | "version":0              | 'version'
            KEYS_INTENDED       | "deletion":"0d4bd2c4-6a0f-4c44-8a3c-0a3c1f0e2b11", | `` | 'deletion' is missing
            KEYS_INTENDED       | [1,2]                       | [1,null]                 | a key is neither
            KEYS_INTENDED       | "version":2                 | "version":2,"propagation":"x" | 'propagation' is not one of
            KEYS_KEPT           | "deletion":"0               | "deletion":"             | 'deletion' is no UUID
            KEYS_KEPT           | "event":"1                  | "event":"                | 'event' is no UUID
            KEYS_DELETED        | "version":2                 | "version":2,"retain":"no" | 'retain' is neither
            KEYS_RESTORED       | "deletion":"0               | "deletion":"             | 'deletion' is no UUID
            KEYS_RESTORED       | "event":"1                  | "event":"                | 'event' is no UUID
            KEYS_RESTORED       | "since":7                 | "since":0                | 'since'
            KEYS_RESTORED       | ,"since":7                | ``                       | 'since'
            RESTORATIONS_REPORTED | "restorations"            | "restoration"            | 'restorations'
            RESTORATIONS_REPORTED | "event":"0                | "event":"                | 'event' is no UUID
            RESTORATIONS_REPORTED | "rows":3                  | "rows":-3                | 'rows'
            RESTORATIONS_REPORTED | ,"rows":1                 | ``                       | 'rows'
            RESTORATIONS_REPORTED | "service":"s",            | ``                       | 'service'
            RESTORATIONS_REPORTED | "refusals":[              | "refusals":7,"x":[       | 'refusals' is no array
            VOTES_CAST          | "votes"                     | "vote"                   | 'votes'
            VOTES_CAST          | "vetoed"                    | "abstained"              | 'verdict' is neither
            VOTES_CAST          | "holder":"s",               | ``                       | 'holder'
            VOTES_CAST          | "rows":1                    | "rows":-1                | 'rows'
            VOTES_CAST          | 23001                       | 2300                     | 'sqlState' is no
            VOTES_CAST          | ,"reason":"why"             | ``                       | 'reason'
            RELATIONSHIPS_PAUSED | "relationship":"r",        | ``                       | 'relationship'
            RELATIONSHIPS_PAUSED | "paused":"s",              | ``                       | 'paused'
            RELATIONSHIPS_PAUSED | "service":"x",             | ``                       | 'service'
            RELATIONSHIPS_PAUSED | "direct":true              | "direct":"yes"           | 'direct'
            RELATIONSHIPS_PAUSED | "version":4                | "version":0              | 'version'
            RELATIONSHIPS_PAUSED | 2026-11-27T                | 2026-11-27 at            | 'since' is no time
            RELATIONSHIPS_PAUSED | "why"                      | 7                        | 'reason'
            DELIVERIES_PROGRESSED | "deliveries"              | "delivery"               | 'deliveries'
            DELIVERIES_PROGRESSED | "event":"0                | "event":"                | 'event' is no UUID
            DELIVERIES_PROGRESSED | "rows":3                  | "rows":-3                | 'rows'
            DECISIONS_REQUESTED | "decisions"                 | "decision"               | 'decisions'
            DECISIONS_REQUESTED | "event":"0                  | "event":"                | 'event' is no UUID
            DECISIONS_REQUESTED | "deletion":"1               | "deletion":"             | 'deletion' is no UUID
            DECISIONS_REQUESTED | "table":"public.p",         | ``                       | 'table'
            DECISIONS_REQUESTED | ["r"]                       | []                       | 'relationships'
            DECISIONS_REQUESTED | "recordKey":"7"             | "recordKey":7            | 'recordKey'
            KEYS_RESTORED       | "since":7                   | "since":7,"redelivery":1 | 'redelivery'
            BACKFILL_REQUESTED  | "relationship":"r",         | ``                       | 'relationship'
            BACKFILL_REQUESTED  | "r"                         | null                     | 'relationship'
            BACKFILL_REQUESTED  | "request":"0                | "request":"              | 'request' is no UUID
            DELIVERIES_REPORTED | "deliveries"                | "delivery"               | 'deliveries'
            DELIVERIES_REPORTED | "deliveries":[              | "deliveries":["x",       | 'state'
            DELIVERIES_REPORTED | "failed"                    | "lost"                   | 'state' is none of
            DELIVERIES_REPORTED | "state":"failed",           | ``                       | 'state'
            DELIVERIES_REPORTED | ,"reason":"why"             | ``                       | 'reason'
            DELIVERIES_REPORTED | "state":"failed","rows":0,"reason":"why" | "state":"discarded","rows":0 | 'reason'
            DELIVERIES_REPORTED | "rows":0                    | "rows":0,"rowsBelow":-1  | 'rowsBelow'
            DELIVERIES_REPORTED | "rows":0                    | "rows":-1                | 'rows'
            DELIVERIES_REPORTED | "rows":0,                   | ``                       | 'rows'
            DELIVERIES_REPORTED | "event":"0                  | "event":"                | 'event' is no UUID
            """)
    void aMalformedPayloadIsRefusedByBothAndTheCodecSaysWhere(
            EventType type, String was, String becomes, String reason) {
        // Given
        String payload = Samples.of(type).replace(was, becomes);
        assertThat(payload).isNotEqualTo(Samples.of(type));

        // When / Then
        assertThat(accepts(type, payload)).as(payload).isFalse();
        assertThatThrownBy(() -> Samples.read(type, payload))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            KEYS_CREATED    | ["x","y"]   | ["x"]         | different lengths
            KEYS_BACKFILLED | "bucket":0  | "bucket":16   | 'bucket' is not below 'buckets'
            """)
    void twoRulesAreTheCodecsAloneBecauseNoSchemaCanCompareFields(
            EventType type, String was, String becomes, String reason) {
        // Given
        String payload = Samples.of(type).replace(was, becomes);

        // When / Then
        assertThat(accepts(type, payload)).isTrue();
        assertThatThrownBy(() -> Samples.read(type, payload))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining(reason);
    }

    private static boolean accepts(EventType type, String payload) {
        InputStream file = Objects.requireNonNull(
                EventSchemasTest.class.getResourceAsStream("/cascade/events/" + type.schemaFile()));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(file);
        return schema.validate(
                        payload,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .isEmpty();
    }
}
