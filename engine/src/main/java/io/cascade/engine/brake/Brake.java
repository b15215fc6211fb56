/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import io.cascade.engine.EngineListener;
import io.cascade.engine.EngineSettings;
import io.cascade.engine.kafka.Failures;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second how the database is, on a thread of its own, and lets deletes go on at a walking pace while it suffers. It
 * never stops them: a replica that is lost for good must not keep rows for ever, and who deletes few rows hardly waits.
 */
public final class Brake implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Brake.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SLICE_NANOS = Duration.ofMillis(100).toNanos();
    /** So many good looks in a row until it is released, lest it flutters at a limit. */
    private static final int GOOD_LOOKS = 5;

    private final DSLContext dsl;
    private final BrakeSettings settings;
    private final StrainSample sample;
    private final EngineListener listener;
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile Set<Strain> strains = Set.of();
    private volatile boolean stopping;
    private int good;
    private boolean warned;

    public Brake(DSLContext dsl, BrakeSettings settings, EngineListener listener) {
        this.dsl = dsl;
        this.settings = settings;
        this.sample = new StrainSample(settings);
        this.listener = listener;
    }

    /** One that nothing ever closes. */
    public static Brake off(DSLContext dsl) {
        return new Brake(dsl, BrakeSettings.OFF, EngineListener.NONE);
    }

    /** Without any limit nobody has to look. */
    public void start() {
        if (settings.off()) {
            return;
        }
        Thread looking = new Thread(this::run, "cascade-brake");
        looking.setDaemon(true);
        thread.set(looking);
        looking.start();
    }

    /** From what the database suffers now; empty when it is well, or nobody knows. */
    public Set<Strain> strains() {
        return strains;
    }

    /** How many rows a transaction may have that otherwise has so many. */
    public int rows(int otherwise) {
        return strains.isEmpty()
                ? otherwise
                : Math.min(otherwise, Math.max(EngineSettings.MIN_ROWS_PER_TRANSACTION, settings.rowsPerSecond()));
    }

    /**
     * How long what was just committed is too much.
     *
     * @param rows that it has changed
     * @param most how long that is at most
     */
    public Duration worth(long rows, Duration most) {
        return strains.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.min((double) rows / settings.rowsPerSecond() * 1e9, most.toNanos()));
    }

    /**
     * Returns when that is over; at once when the database is well, or becomes so, and when the thread is interrupted.
     *
     * @return how long it was
     */
    public Duration pay(long rows, Duration most) {
        long wait = worth(rows, most).toNanos();
        if (wait == 0) {
            return Duration.ZERO;
        }
        long began = System.nanoTime();
        long waited = 0;
        while (waited < wait
                && !strains.isEmpty()
                && !stopping
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, Math.min(SLICE_NANOS, wait - waited));
            waited = System.nanoTime() - began;
        }
        waited(Duration.ofNanos(waited));
        return Duration.ofNanos(waited);
    }

    /** Tells of a wait for it. */
    void waited(Duration time) {
        listener.braked(time);
    }

    @Override
    public void close() {
        stopping = true;
        Thread looking = thread.getAndSet(null);
        if (looking == null) {
            return;
        }
        LockSupport.unpark(looking);
        try {
            looking.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            look();
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    /** What is not known does not brake: an outage of the statistics must not slow deletes without anybody knowing why. */
    void look() {
        try {
            Map<Strain, Boolean> found = sample.take(dsl);
            found.forEach(listener::strained);
            warnOfUnknown(found);
            judge(found);
        } catch (RuntimeException e) {
            LOGGER.atDebug()
                    .addKeyValue("error", Failures.describe(e))
                    .log("How the database is could not be found out");
            judge(Map.of());
        }
    }

    private void judge(Map<Strain, Boolean> found) {
        Set<Strain> now = EnumSet.noneOf(Strain.class);
        found.forEach((strain, suffers) -> {
            if (suffers) {
                now.add(strain);
            }
        });
        good = now.isEmpty() ? good + 1 : 0;
        if (!now.isEmpty()) {
            if (strains.isEmpty()) {
                LOGGER.atWarn()
                        .addKeyValue("causes", ids(now))
                        .addKeyValue("rowsPerSecond", settings.rowsPerSecond())
                        .log("The database suffers, so deletes go on at so many rows a second");
            }
            strains = now;
        } else if (!strains.isEmpty() && good >= GOOD_LOOKS) {
            LOGGER.atInfo().addKeyValue("causes", ids(strains)).log("The database is well again, and so are deletes");
            // Those that could not be seen of late have not been told of yet.
            strains.forEach(strain -> listener.strained(strain, false));
            strains = Set.of();
        }
    }

    private void warnOfUnknown(Map<Strain, Boolean> found) {
        if (!warned && !settings.replicaLag().isZero() && !found.containsKey(Strain.REPLICA_LAG)) {
            warned = true;
            LOGGER.atWarn()
                    .log(
                            "A standby's delay cannot be seen, so deletes are not braked by it: GRANT pg_read_all_stats to the"
                                    + " engine's role, or set CASCADE_BRAKE_REPLICA_LAG to off");
        }
    }

    private static String ids(Set<Strain> strains) {
        return String.join(", ", strains.stream().map(Strain::id).toList());
    }
}
