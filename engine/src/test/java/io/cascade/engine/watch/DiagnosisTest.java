/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Relationship;
import io.cascade.engine.testing.TestContracts;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    private static final Relationship RELATIONSHIP = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE")
            .relationships()
            .get(0);
    private static final TopicPartition KEYS = new TopicPartition("cascade.a.public.p", 0);
    private static final TopicPartition ACKS = new TopicPartition("cascade.a.acks", 0);
    private static final Slot READ = new Slot("reserved", true, 100, 100);
    private static final Duration NOW = Duration.ZERO;

    @Test
    void aSlotThatIsGoneIsTheCauseWhateverElseIsWrong() {
        assertThat(cause(new Slot("missing", false, 100, -1), Duration.ofHours(1), new Group.Unreachable()))
                .isEqualTo(new Cause.SlotGone("a", "missing"));
        assertThat(cause(new Slot("lost", false, 100, 3), NOW, consumer(1, 5)))
                .isEqualTo(new Cause.SlotGone("a", "lost"));
    }

    /** A connector cannot do its work without Kafka either. */
    @Test
    void kafkaThatDoesNotAnswerComesBeforeTheConnector() {
        assertThat(cause(new Slot("reserved", false, 100, 3), Duration.ofHours(1), new Group.Unreachable()))
                .isEqualTo(new Cause.KafkaUnreachable());
    }

    @Test
    void aConnectorIsDownOrBehindBeforeAnybodyAsksForTheConsumer() {
        assertThat(cause(new Slot("reserved", false, 100, 3), NOW, consumer(0, 0)))
                .isEqualTo(new Cause.ConnectorDown("a"));
        assertThat(cause(READ, Duration.ofSeconds(31), consumer(0, 0)))
                .isEqualTo(new Cause.ConnectorBehind("a", Duration.ofSeconds(31)));
    }

    @Test
    void aConsumerIsDownOrBehindOrHasReadEverything() {
        assertThat(cause(READ, NOW, consumer(0, 5))).isEqualTo(new Cause.ConsumerDown("b"));
        assertThat(cause(READ, NOW, consumer(2, 3))).isEqualTo(new Cause.ConsumerBehind("b", KEYS.topic(), 2));
        assertThat(cause(READ, NOW, consumer(2, 5))).isEqualTo(new Cause.Silent("b"));
        assertThat(cause(READ, NOW, new Group.Hidden())).isEqualTo(new Cause.Hidden("cascade.b"));
    }

    @Test
    void reportsThatTheServiceItselfHasNotReadAreNamed() {
        // Given
        Group reports = new Group.Known(1, Map.of(ACKS, 1L), Map.of(ACKS, 4L));

        // When
        Diagnosis diagnosis =
                new Diagnosis("a", READ, NOW, Map.of("cascade.b", consumer(1, 5), "cascade.a.acks", reports));

        // Then
        assertThat(diagnosis.cause(RELATIONSHIP)).isEqualTo(new Cause.ReportsUnread("a", 3));
    }

    @Test
    void whatWasNeverCommittedCountsAsNotRead() {
        assertThat(cause(READ, NOW, new Group.Known(1, Map.of(), Map.of(KEYS, 5L))))
                .isEqualTo(new Cause.ConsumerBehind("b", KEYS.topic(), 5));
    }

    private static Cause cause(Slot slot, Duration age, Group group) {
        return new Diagnosis("a", slot, age, Map.of("cascade.b", group)).cause(RELATIONSHIP);
    }

    private static Group consumer(int members, long committed) {
        return new Group.Known(members, Map.of(KEYS, committed), Map.of(KEYS, 5L));
    }
}
