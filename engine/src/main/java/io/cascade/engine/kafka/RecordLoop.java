/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls topics and hands batches to a handler, in order, for ever. Offsets are committed after the handler's own commit. A
 * batch that fails is read again after a while, and so is what a handler has left because it rests; meanwhile the consumer keeps
 * polling with its partitions paused, so that the group does not think it dead.
 */
public final class RecordLoop implements AutoCloseable {

    /** How long a poll waits for records, and so how often set-aside work that waits for others is looked at. */
    static final Duration IDLE = Duration.ofMillis(100);

    private static final Logger LOGGER = LoggerFactory.getLogger(RecordLoop.class);
    /** Kafka forgets the offsets of a group that has committed none for days, and an outage may have lost the last commit. */
    private static final Duration COMMIT_QUIETLY = Duration.ofSeconds(10);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Set<String> topics;
    private final RecordHandler handler;
    private final IntConsumer onRetry;
    private final Backoff backoff = new Backoff();
    private final LagWatch lag = new LagWatch();
    private final Thread thread;
    private long nextCommit = System.nanoTime() + COMMIT_QUIETLY.toNanos();
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private volatile boolean renewing;
    private volatile boolean stopping;
    private volatile Optional<String> trouble = Optional.of("the consumer has not started");

    /**
     * @param consumers makes the one that polls, and others in its place
     * @param onRetry told the number of failures in a row
     */
    public RecordLoop(
            String name,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Set<String> topics,
            RecordHandler handler,
            IntConsumer onRetry) {
        this.consumers = consumers;
        this.topics = topics;
        this.handler = handler;
        this.onRetry = onRetry;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    /** Why records are not being applied; empty when they are. */
    public Optional<String> trouble() {
        return thread.isAlive() ? trouble : Optional.of("the consumer thread " + thread.getName() + " has ended");
    }

    /** The records that this instance has yet to read; empty while that is not known. */
    public OptionalLong lag() {
        return lag.lag();
    }

    /** The name of the consumer group. */
    public String name() {
        return thread.getName();
    }

    /** Goes on with another consumer as soon as the present batch is applied; returns at once. */
    public void renew() {
        renewing = true;
        wakeUp();
    }

    @Override
    public void close() {
        stopping = true;
        wakeUp();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeUp() {
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            renewing = false;
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                current = consumer;
                consumer.subscribe(topics);
                while (!stopping && !renewing) {
                    round(consumer);
                }
            } catch (WakeupException e) {
                LOGGER.atDebug().log("Woken up to stop, or to go on with another consumer");
            } catch (RuntimeException e) {
                trouble = Optional.of("the consumer has ended, and another is tried: " + Failures.describe(e));
                LOGGER.atError()
                        .setCause(e)
                        .addKeyValue("thread", thread.getName())
                        .log("The consumer has ended; another takes its place");
                backoff.failed();
                LockSupport.parkNanos(backoff.delay().toNanos());
            }
        }
    }

    private void round(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> start = Map.of();
        try {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(handler.busy() ? Duration.ZERO : IDLE);
            start = firstOffsets(polled);
            handler.idle();
            if (!polled.isEmpty()) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
                polled.forEach(records::add);
                rewind(consumer, firstOffsets(handler.handle(records)));
            }
            if (!polled.isEmpty() || System.nanoTime() - nextCommit >= 0) {
                consumer.commitAsync();
                nextCommit = System.nanoTime() + COMMIT_QUIETLY.toNanos();
            }
            lag.look(consumer);
            backoff.reset();
            trouble = Optional.empty();
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            failed(consumer, e, start);
        }
        waitPaused(consumer, handler::rest);
    }

    private void failed(Consumer<byte[], byte[]> consumer, RuntimeException failure, Map<TopicPartition, Long> start) {
        int attempt = backoff.failed();
        trouble = Optional.of(
                "applying records failed " + attempt + " times in a row and is retried: " + Failures.describe(failure));
        LOGGER.atWarn()
                .addKeyValue("thread", thread.getName())
                .addKeyValue("attempt", attempt)
                .addKeyValue("error", Failures.describe(failure))
                .log("Applying records failed and will be retried");
        LOGGER.atDebug().setCause(failure).log("The failure in full");
        onRetry.accept(attempt);
        rewind(consumer, start);
        long end = System.nanoTime() + backoff.delay().toNanos();
        waitPaused(consumer, () -> Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    /** @param rest how long from now on; asked again and again, because it may become shorter */
    private void waitPaused(Consumer<byte[], byte[]> consumer, Supplier<Duration> rest) {
        for (Duration all = rest.get(); !stopping && !renewing && !all.isZero(); all = rest.get()) {
            consumer.pause(consumer.assignment());
            Duration left = all.compareTo(IDLE) < 0 ? all : IDLE;
            try {
                // A partition assigned during this very poll was not paused yet.
                rewind(consumer, firstOffsets(consumer.poll(left)));
                lag.look(consumer);
            } catch (WakeupException e) {
                throw e;
            } catch (RuntimeException e) {
                LOGGER.atDebug().setCause(e).log("Kafka failed too; the next round meets it again if it stays");
                LockSupport.parkNanos(left.toNanos());
            }
        }
        Set<TopicPartition> paused = new HashSet<>(consumer.paused());
        paused.retainAll(consumer.assignment());
        consumer.resume(paused);
    }

    private static void rewind(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> start) {
        Set<TopicPartition> assigned = consumer.assignment();
        start.forEach((partition, offset) -> {
            if (assigned.contains(partition)) {
                consumer.seek(partition, offset);
            }
        });
    }

    private static Map<TopicPartition, Long> firstOffsets(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        records.forEach(record ->
                offsets.merge(new TopicPartition(record.topic(), record.partition()), record.offset(), Math::min));
        return offsets;
    }
}
