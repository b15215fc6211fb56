/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the machine's clock is set back. Kafka's clients measure all their times by it, and never let a time go backwards: for as
 * long as the clock is behind where it was, no heartbeat is due, no connection is tried again and no poll ends. So a consumer is
 * thrown out of its group, and one day hangs. The only cure is another client.
 */
public final class ClockWatch implements AutoCloseable {

    /** Kafka's {@code heartbeat.interval.ms}: so late a heartbeat may be without harm. */
    static final Duration STEP = Duration.ofSeconds(3);

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Logger LOGGER = LoggerFactory.getLogger(ClockWatch.class);

    private final LongSupplier wallMillis;
    private final LongSupplier nanos;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "cascade-clock-watch");
        thread.setDaemon(true);
        return thread;
    });
    private long ahead;

    public ClockWatch() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    ClockWatch(LongSupplier wallMillis, LongSupplier nanos) {
        this.wallMillis = wallMillis;
        this.nanos = nanos;
        this.ahead = ahead();
    }

    /** @param listener told on a thread of the watch, which must not wait for anything */
    public void onSetBack(Runnable listener) {
        listeners.add(listener);
    }

    public void start() {
        executor.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        long now = ahead();
        if (ahead - now >= STEP.toMillis()) {
            LOGGER.atWarn()
                    .addKeyValue("seconds", (ahead - now) / 1000)
                    .log("The machine's clock was set back, so Kafka's clients are replaced");
            ahead = now;
            listeners.forEach(ClockWatch::tell);
        }
        ahead = Math.max(ahead, now);
    }

    /** One that fails keeps neither the others nor the next look from coming. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).log("A Kafka client could not be replaced");
        }
    }

    private long ahead() {
        return wallMillis.getAsLong() - TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
