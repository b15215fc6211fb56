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
                    return List.of();
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
                    return List.of();
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
                    return List.of();
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
            public List<ConsumerRecord<byte[], byte[]>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
                return List.of();
            }

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
                records -> {
                    records.forEach(record -> applied.add(record.offset()));
                    return List.of();
                },
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
                records -> {
                    records.forEach(record -> applied.add(record.offset()));
                    return List.of();
                },
                attempt -> {})) {
            // When
            loop.start();

            // Then
            await().until(() -> applied.size() >= 2);
            assertThat(applied).containsExactly(0L, 1L);
        }
    }

    @Test
    void whatAHandlerLeavesComesAgainWhenItHasRestedAndItsOffsetIsNotCommittedBefore() {
        // Given
        MockConsumer<byte[], byte[]> consumer = consumer();
        Resting handler = new Resting();
        try (RecordLoop loop = new RecordLoop("loop", () -> consumer, Set.of("t"), handler, attempt -> {})) {
            // When
            loop.start();

            // Then
            await().until(() -> handler.asked.get() > 3);
            assertThat(consumer.paused()).containsExactly(PARTITION);
            assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).offset())
                    .isEqualTo(1);
            assertThat(handler.applied).containsExactly("0-0");
            assertThat(loop.trouble()).isEmpty();

            // When
            consumer.schedulePollTask(() -> record(consumer, 0, 1));
            handler.rested.set(true);

            // Then
            await().until(() -> handler.applied.size() == 2);
            assertThat(handler.applied).containsExactly("0-0", "0-1");
            await().until(() ->
                    consumer.committed(Set.of(PARTITION)).get(PARTITION).offset() == 2);
            assertThat(consumer.paused()).isEmpty();
        }
    }

    @Test
    void aPartitionThatIsGivenToAnotherWhileItRestsGoesOnThereWhereItsOffsetIs() {
        // Given
        TopicPartition other = new TopicPartition("t", 1);
        MockConsumer<byte[], byte[]> consumer = consumer();
        Resting handler = new Resting();
        try (RecordLoop loop = new RecordLoop("loop", () -> consumer, Set.of("t"), handler, attempt -> {})) {
            loop.start();
            await().until(() -> handler.asked.get() > 1);
            assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).offset())
                    .isEqualTo(1);

            // When
            AtomicBoolean taken = new AtomicBoolean();
            consumer.schedulePollTask(() -> {
                consumer.updateBeginningOffsets(Map.of(other, 0L));
                consumer.rebalance(Set.of(other));
                record(consumer, 1, 0);
                taken.set(true);
            });
            await().until(taken::get);
            await().until(() -> consumer.paused().contains(other));

            // Then
            assertThat(handler.applied).containsExactly("0-0");

            // When
            consumer.schedulePollTask(() -> record(consumer, 1, 0));
            handler.rested.set(true);

            // Then
            await().until(() -> handler.applied.size() == 2);
            assertThat(handler.applied).containsExactly("0-0", "1-0");
            assertThat(loop.trouble()).isEmpty();
        }
    }

    @Test
    void aStopEndsTheRest() {
        // Given
        Resting handler = new Resting();
        RecordLoop loop = new RecordLoop("loop", RecordLoopTest::consumer, Set.of("t"), handler, attempt -> {});
        loop.start();
        await().until(() -> handler.asked.get() > 3);

        // When
        loop.close();

        // Then
        assertThat(loop.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("has ended"));
        assertThat(handler.applied).containsExactly("0-0");
    }

    /** Deals with one record and rests until it is told that it has. */
    private static final class Resting implements RecordHandler {

        private final List<String> applied = new CopyOnWriteArrayList<>();
        private final AtomicBoolean rested = new AtomicBoolean();
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public List<ConsumerRecord<byte[], byte[]>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
            applied.add(records.get(0).partition() + "-" + records.get(0).offset());
            return records.subList(1, records.size());
        }

        @Override
        public Duration rest() {
            if (applied.isEmpty() || rested.get()) {
                return Duration.ZERO;
            }
            asked.incrementAndGet();
            return Duration.ofHours(1);
        }
    }

    private static void record(MockConsumer<byte[], byte[]> consumer, int partition, long offset) {
        consumer.addRecord(new ConsumerRecord<>("t", partition, offset, null, new byte[0]));
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
