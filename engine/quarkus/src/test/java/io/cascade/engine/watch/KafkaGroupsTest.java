/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.kafka.KafkaClients;
import io.cascade.quarkus.testing.TestKafka;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Here, where there is a broker. */
class KafkaGroupsTest {

    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    private static TestKafka kafka;
    private static KafkaClients clients;

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = TestKafka.start();
        clients = new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        try (Admin admin = clients.admin();
                Producer<byte[], byte[]> producer = clients.producer()) {
            admin.createTopics(List.of(new NewTopic("t", 2, (short) 1))).all().get();
            producer.send(new ProducerRecord<>("t", 0, null, new byte[] {1})).get();
            producer.send(new ProducerRecord<>("t", 0, null, new byte[] {1})).get();
            producer.send(new ProducerRecord<>("t", 1, null, new byte[] {1})).get();
        }
    }

    @AfterAll
    static void stopKafka() throws IOException {
        kafka.close();
    }

    @Test
    void aGroupThatNobodyHasEverJoinedHasNoMembersAndHasReadNothing() {
        assertThat(look("nobody")).isEqualTo(new Group.Known(0, Map.of(), Map.of(FIRST, 2L, SECOND, 1L)));
    }

    @Test
    void countsMembersAndComparesWhatIsCommittedWithWhatIsThere() {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("somebody")) {
            // Given
            consumer.subscribe(Set.of("t"));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(100));
            }
            consumer.commitSync(Map.of(FIRST, new OffsetAndMetadata(2)));

            // When
            Group look = look("somebody");

            // Then
            assertThat(look).isEqualTo(new Group.Known(1, Map.of(FIRST, 2L), Map.of(FIRST, 2L, SECOND, 1L)));
            assertThat(((Group.Known) look).behind("t")).isEqualTo(1);
            assertThat(((Group.Known) look).behind("another")).isZero();
        }
        assertThat(((Group.Known) look("somebody")).members()).isZero();
    }

    @Test
    void aBrokerThatIsNotThereIsSaidToBeUnreachableInBoundedTime() {
        // Given
        KafkaClients nowhere = new KafkaClients(Map.of("bootstrap.servers", "127.0.0.1:1"));

        // When
        long start = System.nanoTime();
        Map<String, Group> looks;
        try (KafkaGroups groups = new KafkaGroups(nowhere)) {
            looks = groups.look(Map.of("one", Set.of("t"), "two", Set.of("t")));
        }

        // Then
        assertThat(looks).containsOnlyKeys("one", "two");
        assertThat(looks.values()).containsOnly(new Group.Unreachable());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }

    private static Group look(String group) {
        try (KafkaGroups groups = new KafkaGroups(clients)) {
            return groups.look(Map.of(group, Set.of("t"))).get(group);
        }
    }
}
