/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.kafka.RecordLoop;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A consumer with one partition, and a database that suffers. */
class BrakedConsumerTest {

    private static final int PACE = 100;

    @ParameterizedTest
    @CsvSource({"id = 1, c", "id BETWEEN 2 AND 1001, cascade.a__p__id WHERE id BETWEEN 2 AND 1001"})
    void aSmallDeleteIsThroughWhileABigOneGoesOn(String big, String rest) {
        // Given
        TestSystem system = new TestSystem(TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE"));
        TestService parents = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        TestService children =
                system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.install();
        parents.sql("INSERT INTO p SELECT generate_series(1, 2000)");
        system.deliver();
        children.sql("INSERT INTO c SELECT g, 1 FROM generate_series(1, 1000) AS g");
        Topic topic =
                new Topic(new TopicPartition(List.copyOf(children.topics()).get(0), 0));
        try (SufferingDatabase suffering = new SufferingDatabase(children, PACE)) {
            children.braking(suffering.brake());
            try (RecordLoop loop =
                    new RecordLoop("braked", () -> topic, children.topics(), children.handler(), attempt -> {})) {
                loop.start();
                long began = System.nanoTime();
                parents.sql("DELETE FROM p WHERE " + big);
                topic.write(parents.takeOutbox());
                await().until(() -> children.count(rest) < 1000);

                // When
                parents.sql("DELETE FROM p WHERE id = 2000", "INSERT INTO p VALUES (3000)");
                topic.write(parents.takeOutbox());

                // Then
                await().until(() -> children.count("cascade.a__p__id WHERE id = 2000") == 0);
                assertThat(children.count("cascade.a__p__id WHERE id = 3000")).isOne();
                assertThat(children.count(rest)).isPositive();
                await().atMost(Duration.ofMinutes(2)).until(() -> children.count(rest) == 0);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(7));
                await().until(() -> topic.committed() == topic.end());
                assertThat(loop.trouble()).isEmpty();
            }
        }
        system.deliver();
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
    }

    /** What the broker keeps is read again after a seek, which the mock alone forgets. */
    private static final class Topic extends MockConsumer<byte[], byte[]> {

        private final TopicPartition partition;
        private final List<ConsumerRecord<byte[], byte[]>> log = new CopyOnWriteArrayList<>();

        Topic(TopicPartition partition) {
            super("earliest");
            this.partition = partition;
            updateBeginningOffsets(Map.of(partition, 0L));
            schedulePollTask(() -> rebalance(Set.of(partition)));
        }

        void write(List<ConsumerRecord<byte[], byte[]>> records) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                ConsumerRecord<byte[], byte[]> kept = new ConsumerRecord<>(
                        partition.topic(), partition.partition(), log.size(), record.key(), record.value());
                record.headers().forEach(kept.headers()::add);
                log.add(kept);
            }
        }

        long end() {
            return log.size();
        }

        long committed() {
            return committed(Set.of(partition)).get(partition).offset();
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (assignment().contains(partition) && !paused().contains(partition)) {
                log.subList((int) position(partition), log.size()).forEach(this::addRecord);
            }
            return super.poll(timeout);
        }
    }
}
