/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Propagation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final UUID ID = UUID.fromString(Samples.UUID);

    @Test
    void keysAreReadAsTextWhateverTheirJsonType() {
        assertThat(EventCodec.keys(EventType.KEYS_CREATED, Samples.of(EventType.KEYS_CREATED)))
                .isEqualTo(new KeysEvent.Created(
                        "public.p", List.of("r"), 1, Map.of("a", List.of("1", "2"), "b", List.of("x", "y"))));
        assertThat(EventCodec.keys(EventType.KEYS_DELETED, Samples.of(EventType.KEYS_DELETED)))
                .isEqualTo(new KeysEvent.Deleted(
                        "public.p",
                        List.of("r", "s"),
                        2,
                        ID,
                        Propagation.BACKGROUND,
                        false,
                        true,
                        Map.of("a", List.of("1", "2"), "b", List.of("x", "y"))));
        assertThat(EventCodec.keys(EventType.KEYS_ORPHANED, Samples.of(EventType.KEYS_ORPHANED)))
                .isEqualTo(new KeysEvent.Deleted(
                        "public.p",
                        List.of("r"),
                        3,
                        ID,
                        Propagation.ORPHAN,
                        false,
                        true,
                        Map.of("a", List.of("1", "2"), "b", List.of("x", "y"))));
        assertThat(EventCodec.keys(EventType.KEYS_BACKFILLED, Samples.of(EventType.KEYS_BACKFILLED)))
                .isEqualTo(new KeysEvent.Backfilled("public.p", List.of("r"), ID, 0, 16));
    }

    @Test
    void whetherCopiesAreKeptIsPartOfTheDelete() {
        // Given
        String payload = Samples.of(EventType.KEYS_DELETED).replace("{\"table", "{\"retain\":false,\"table");

        // When
        KeysEvent.Deleted event = (KeysEvent.Deleted) EventCodec.keys(EventType.KEYS_DELETED, payload);

        // Then
        assertThat(event.retain()).isFalse();
    }

    @Test
    void keysKeepTheirExactText() {
        // Given
        String payload =
                """
                {"table":"p","relationships":["r"],"version":1,
                 "keys":{"n":[-9223372036854775808],"t":["\\u0020\\"ü\\\\\\n'"]}}""";

        // When
        KeysEvent event = EventCodec.keys(EventType.KEYS_CREATED, payload);

        // Then
        assertThat(((KeysEvent.Created) event).keys())
                .isEqualTo(Map.of("n", List.of("-9223372036854775808"), "t", List.of(" \"ü\\\n'")));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        // Given
        BackfillRequest request = new BackfillRequest("r", ID);
        List<Delivery> deliveries = List.of(
                Delivery.settled(ID, "r", 3, 4),
                new Delivery(ID, "r", Delivery.State.APPLIED, 3, 0, null),
                new Delivery(ID, "r", Delivery.State.APPLIED, 3, 0, "below"),
                new Delivery(ID, "r", Delivery.State.DISCARDED, 3, 4, "given up"),
                Delivery.failed(ID, "s", "\"why\"\n"));

        List<Restoration> restorations = List.of(
                new Restoration(ID, "r", 3, List.of()),
                new Restoration(ID, "s", 0, List.of(new Restoration.Refusal("svc", "t", "why", 2))));

        Pause paused = new Pause("r", "s", "x", true, 7, Instant.parse("2026-11-27T12:00:00.123456Z"), "\"why\"\n");
        Pause resumed = new Pause("r", "s", "x", false, 8, null, null);

        // When / Then
        List<Progress> progress = List.of(new Progress(ID, "r", 3));
        assertThat(EventCodec.progress(EventCodec.writeProgress(progress))).isEqualTo(progress);
        List<DecisionRequest> requests =
                List.of(new DecisionRequest(ID, UUID.randomUUID(), "public.p", List.of("r", "s"), "7"));
        assertThat(EventCodec.decisionRequests(EventCodec.writeDecisionRequests(requests)))
                .isEqualTo(requests);
        assertThat(EventCodec.pause(EventCodec.write(paused))).isEqualTo(paused);
        assertThat(EventCodec.pause(EventCodec.write(resumed))).isEqualTo(resumed);
        assertThat(EventCodec.restorations(EventCodec.writeRestorations(restorations)))
                .isEqualTo(restorations);
        assertThat(EventCodec.backfillRequest(EventCodec.write(request))).isEqualTo(request);
        assertThat(EventCodec.deliveries(EventCodec.write(deliveries))).isEqualTo(deliveries);
    }

    @Test
    void aDeletePublishedOnceMoreSaysSo() {
        // Given
        String again = Samples.of(EventType.KEYS_DELETED).replaceFirst("\\{", "{\"redelivery\":true,");

        // When / Then
        assertThat(((KeysEvent.Deleted) EventCodec.keys(EventType.KEYS_DELETED, again)).redelivery())
                .isTrue();
    }

    @Test
    void aReportOfAnOlderSubscriberIsReadToo() {
        assertThat(EventCodec.deliveries("{\"deliveries\":[{\"event\":\"" + ID
                        + "\",\"relationship\":\"r\",\"state\":\"applied\",\"rows\":3}]}"))
                .containsExactly(new Delivery(ID, "r", Delivery.State.APPLIED, 3, 0, null));
    }

    @ParameterizedTest
    @EnumSource
    void fieldsOfANewerPublisherAreLeftAlone(EventType type) {
        Samples.read(type, Samples.of(type).replaceFirst("\\{", "{\"from-the-future\":{\"a\":[1]},"));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BACKFILL_REQUESTED",
                "DELIVERIES_REPORTED",
                "RESTORATIONS_REPORTED",
                "RELATIONSHIPS_PAUSED",
                "DELIVERIES_PROGRESSED",
                "DECISIONS_REQUESTED"
            })
    void noKeysAreLookedForWhereTheTypeCarriesNone(EventType type) {
        assertThatThrownBy(() -> EventCodec.keys(type, Samples.of(EventType.KEYS_CREATED)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "\"x\"", "7", "{", "{}{}", "{} x", "{\"a\":NaN}"})
    void whatIsNoJsonObjectIsMalformed(String payload) {
        for (EventType type : EventType.values()) {
            assertThatThrownBy(() -> Samples.read(type, payload))
                    .isInstanceOf(MalformedEventException.class)
                    .hasMessageMatching("(the payload is no JSON|'\\w+' is missing).*");
        }
    }

    @Test
    void whatIsNestedBeyondAllMeasureIsMalformed() {
        assertThatThrownBy(() -> EventCodec.keys(EventType.KEYS_DELETED, "{\"keys\":".repeat(5000)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith("the payload is no JSON");
        assertThatThrownBy(() -> Redelivery.of("[".repeat(5000), List.of("r"), key -> true))
                .isInstanceOf(MalformedEventException.class);
    }

    @Test
    void theMessageNamesThePlaceAndNeverAKey() {
        assertThatThrownBy(() -> EventCodec.keys(EventType.KEYS_CREATED, "{\"keys\":{\"id\":[\"secret\" x]}}"))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("line 1, column ")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void everyTypeIsFoundByItsNameAndNoOther() {
        for (EventType type : EventType.values()) {
            assertThat(EventType.of(type.cloudEventsType())).contains(type);
        }
        assertThat(EventType.of("io.cascade.keys.created.v2")).isEmpty();
    }
}
