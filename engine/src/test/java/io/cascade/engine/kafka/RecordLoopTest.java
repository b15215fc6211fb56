/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

class RecordLoopTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final CountDownLatch polled = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(1);

    @Test
    void aFailedBatchComesAgainInOrderAndItsOffsetIsCommittedOnlyAfterwards() {
        // Given
        MockConsumer<byte[], byte[]> consumer = consumer();
        AtomicInteger failures = new AtomicInteger(2);
        List<Long> applied = new CopyOnWriteArrayList<>();
        try (RecordLoop loop = new RecordLoop(
                "loop",
                () -> consumer,
                Set.of("t"),
                records -> {
                    if (failures.getAndDecrement() > 0) {
                        consumer.schedulePollTask(() -> records(consumer));
                        throw new IllegalStateException("not now");
                    }
                    records.forEach(record -> applied.add(record.offset()));
                },
                attempt -> {})) {
            // When
            loop.start();

            // Then
            await().until(() -> applied.size() >= 2);
            assertThat(applied).containsExactly(0L, 1L);
            await().until(() -> consumer.committed(Set.of(PARTITION)).get(PARTITION) != null);
            assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).offset())
                    .isEqualTo(2);
        }
    }

    @Test
    void saysHowManyRecordsItHasYetToReadAlsoWhileItFails() {
        // Given
        MockConsumer<byte[], byte[]> consumer = consumer();
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));
        AtomicBoolean fails = new AtomicBoolean(true);
        try (RecordLoop loop = new RecordLoop(
                "loop",
                () -> consumer,
                Set.of("t"),
                records -> {
                    if (fails.get()) {
                        consumer.schedulePollTask(() -> records(consumer));
                        throw new IllegalStateException("not now");
                    }
                },
                attempt -> {})) {
            assertThat(loop.lag()).isEmpty();

            // When
            loop.start();

            // Then
            await().untilAsserted(() -> assertThat(loop.lag()).hasValue(5));
            fails.set(false);
            await().untilAsserted(() -> assertThat(loop.lag()).hasValue(3));
        }
    }

    @Test
    void aFailureOfKafkaWhileItWaitsForTheNextAttemptIsRetriedToo() {
        // Given
        MockConsumer<byte[], byte[]> consumer = consumer();
        AtomicInteger failures = new AtomicInteger(1);
        List<Long> applied = new CopyOnWriteArrayList<>();
        try (RecordLoop loop = new RecordLoop(
                "loop",
                () -> consumer,
                Set.of("t"),
                records -> {
                    if (failures.getAndDecrement() > 0) {
                        consumer.schedulePollTask(() -> records(consumer));
                        consumer.setPollException(new KafkaException("the coordinator is gone for a moment"));
                        throw new IllegalStateException("not now");
                    }
                    records.forEach(record -> applied.add(record.offset()));
                },
                attempt -> {})) {
            // When
            loop.start();

            // Then
            await().until(() -> applied.size() >= 2);
            assertThat(applied).containsExactly(0L, 1L);
            await().until(() -> loop.trouble().isEmpty());
        }
    }

    @Test
    void waitsForNoRecordsOnlyWhileItsHandlerIsBusy() {
        // Given
        AtomicInteger rounds = new AtomicInteger(3);
        List<String> polls = new CopyOnWriteArrayList<>();
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                polls.add(rounds.get() + " " + timeout.toMillis());
                return super.poll(timeout);
            }
        };
        RecordHandler handler = new RecordHandler() {
            @Override
            public void handle(List<ConsumerRecord<byte[], byte[]>> records) {}

            @Override
            public void idle() {
                rounds.updateAndGet(left -> Math.max(0, left - 1));
            }

            @Override
            public boolean busy() {
                return rounds.get() == 1 || rounds.get() == 2;
            }
        };
        try (RecordLoop loop = new RecordLoop("loop", () -> consumer, Set.of("t"), handler, attempt -> {})) {
            // When
            loop.start();

            // Then
            await().until(() -> polls.size() >= 5);
            assertThat(polls).startsWith("3 100", "2 0", "1 0", "0 100", "0 100");
        }
    }

    @Test
    void goesOnWithAnotherConsumerWhenTheOneHangs() {
        // Given
        MockConsumer<byte[], byte[]> hanging = new MockConsumer<>("earliest") {
            @Override
            public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                polled.countDown();
                try {
                    woken.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new WakeupException();
            }

            @Override
            public void wakeup() {
                woken.countDown();
            }
        };
        Iterator<MockConsumer<byte[], byte[]>> consumers =
                List.of(hanging, consumer()).iterator();
        List<Long> applied = new CopyOnWriteArrayList<>();
        try (RecordLoop loop = new RecordLoop(
                "loop",
                consumers::next,
                Set.of("t"),
                records -> records.forEach(record -> applied.add(record.offset())),
                attempt -> {})) {
            loop.start();
            await().until(() -> polled.getCount() == 0);
            assertThat(applied).isEmpty();

            // When
            loop.renew();

            // Then
            await().until(() -> applied.size() >= 2);
            assertThat(applied).containsExactly(0L, 1L);
            assertThat(hanging.closed()).isTrue();
            await().until(() -> loop.trouble().isEmpty());
        }
    }

    @Test
    void aConsumerThatCannotBeMadeIsTriedAgain() {
        // Given
        AtomicInteger failures = new AtomicInteger(2);
        MockConsumer<byte[], byte[]> consumer = consumer();
        List<Long> applied = new CopyOnWriteArrayList<>();
        try (RecordLoop loop = new RecordLoop(
                "loop",
                () -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new KafkaException("no resolvable bootstrap servers");
                    }
                    return consumer;
                },
                Set.of("t"),
                records -> records.forEach(record -> applied.add(record.offset())),
                attempt -> {})) {
            // When
            loop.start();

            // Then
            await().until(() -> applied.size() >= 2);
            assertThat(applied).containsExactly(0L, 1L);
        }
    }

    private static MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> {
            consumer.rebalance(Set.of(PARTITION));
            records(consumer);
        });
        return consumer;
    }

    /** What the broker keeps and the mock forgets when it has been polled. */
    private static void records(MockConsumer<byte[], byte[]> consumer) {
        consumer.addRecord(new ConsumerRecord<>("t", 0, 0, null, new byte[0]));
        consumer.addRecord(new ConsumerRecord<>("t", 0, 1, null, new byte[0]));
    }
}
