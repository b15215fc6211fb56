/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import static io.cascade.engine.watch.Passage.Verdict.PASSED;
import static io.cascade.engine.watch.Passage.Verdict.UNDERWAY;
import static io.cascade.engine.watch.Passage.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Relationship;
import io.cascade.engine.testing.TestContracts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PassageTest {

    private static final Relationship RELATIONSHIP = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE")
            .relationships()
            .get(0);
    private static final TopicPartition KEYS = new TopicPartition("cascade.a.public.p", 0);
    private static final TopicPartition ACKS = new TopicPartition("cascade.a.acks", 0);
    private static final UUID EVENT = UUID.randomUUID();

    private final Passage passage = new Passage();

    @Test
    void anEventHasPassedWhenConnectorConsumerAndReportsAreBeyondWhereItCanBe() {
        assertThat(look(100, slot(90), consumer(5, 5), reports(2, 2))).isEqualTo(UNDERWAY);
        // The connector is past it: it is before the end of the topic, which the consumer has not reached.
        assertThat(look(500, slot(100), consumer(5, 7), reports(2, 2))).isEqualTo(UNDERWAY);
        // The consumer is past it: its report is before the end of the reports.
        assertThat(look(500, slot(200), consumer(7, 9), reports(2, 4))).isEqualTo(UNDERWAY);
        assertThat(look(500, slot(200), consumer(7, 9), reports(3, 6))).isEqualTo(UNDERWAY);
        assertThat(look(500, slot(200), consumer(7, 9), reports(4, 6))).isEqualTo(PASSED);
    }

    /** Else a busy topic would keep it from ever being published again. */
    @Test
    void itDoesNotMatterWhatHasComeBehindIt() {
        assertThat(look(100, slot(100), consumer(5, 5), reports(2, 2))).isEqualTo(PASSED);
        assertThat(look(100, slot(100), consumer(6, 900), reports(3, 800))).isEqualTo(PASSED);
    }

    @Test
    void nothingPassesADeadConnectorOrConsumer() {
        assertThat(look(100, new Slot("reserved", false, 500, 400), consumer(5, 5), reports(2, 2)))
                .isEqualTo(UNDERWAY);
        assertThat(look(100, new Slot("lost", true, 500, 400), consumer(5, 5), reports(2, 2)))
                .isEqualTo(UNDERWAY);
        assertThat(look(100, slot(400), new Group.Known(0, Map.of(KEYS, 5L), Map.of(KEYS, 5L)), reports(2, 2)))
                .isEqualTo(UNDERWAY);
        assertThat(look(100, slot(400), new Group.Unreachable(), reports(2, 2))).isEqualTo(UNDERWAY);
    }

    @Test
    void ofAConsumerThatKafkaDoesNotShowNothingIsKnownOnceTheConnectorIsPast() {
        assertThat(look(100, slot(90), new Group.Hidden(), reports(2, 2))).isEqualTo(UNDERWAY);
        assertThat(look(100, slot(100), new Group.Hidden(), reports(2, 2))).isEqualTo(UNKNOWN);
    }

    @Test
    void whatWasPublishedAgainIsOnItsWayAnew() {
        // Given
        assertThat(look(100, slot(100), consumer(5, 5), reports(2, 2))).isEqualTo(PASSED);

        // When
        passage.forget(EVENT);

        // Then
        assertThat(look(300, slot(200), consumer(5, 5), reports(2, 2))).isEqualTo(UNDERWAY);
    }

    @Test
    void whatIsNoLongerLookedAtIsForgotten() {
        // Given
        look(100, slot(50), consumer(5, 5), reports(2, 2));

        // When
        passage.keep(List.of());

        // Then
        assertThat(look(300, slot(200), consumer(5, 5), reports(2, 2))).isEqualTo(UNDERWAY);
    }

    private Passage.Verdict look(long written, Slot slot, Group consumer, Group reports) {
        return passage.look(
                EVENT,
                RELATIONSHIP,
                written,
                new Diagnosis("a", slot, Duration.ZERO, Map.of("cascade.b", consumer, "cascade.a.acks", reports)));
    }

    private static Slot slot(long confirmed) {
        return new Slot("reserved", true, 1000, confirmed);
    }

    private static Group consumer(long committed, long end) {
        return new Group.Known(1, Map.of(KEYS, committed), Map.of(KEYS, end));
    }

    private static Group reports(long committed, long end) {
        return new Group.Known(1, Map.of(ACKS, committed), Map.of(ACKS, end));
    }
}
