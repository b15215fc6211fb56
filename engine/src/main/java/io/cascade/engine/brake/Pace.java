/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import java.time.Duration;

/**
 * The brake as one consumer feels it: it owes time for what it has done, and rests for it between two polls, because it has to
 * be back at Kafka in time. Not for several threads.
 */
public final class Pace {

    /** What one transaction has done that could not be cut makes all others wait no longer than so. */
    private static final Duration MOST = Duration.ofMinutes(2);

    /** To fetch records again costs more than so short a rest is worth; it stays owed. */
    private static final long LITTLE_NANOS = Duration.ofMillis(100).toNanos();

    private final Brake brake;
    private long until = System.nanoTime();
    private long restingSince;
    private boolean resting;

    public Pace(Brake brake) {
        this.brake = brake;
    }

    public Brake brake() {
        return brake;
    }

    /** Takes note of what a transaction has done. */
    public void owe(long rows) {
        long now = System.nanoTime();
        long owed = Math.max(0, until - now) + brake.worth(rows, MOST).toNanos();
        until = now + Math.min(owed, MOST.toNanos());
    }

    /** Whether it is time to stop. */
    public boolean tired() {
        return !left(System.nanoTime()).isZero();
    }

    /** How long it has to rest from now on. Zero as soon as the database is well. To be asked until it is. */
    public Duration rest() {
        long now = System.nanoTime();
        if (resting) {
            brake.waited(Duration.ofNanos(now - restingSince));
        }
        Duration left = left(now);
        resting = !left.isZero();
        restingSince = now;
        return left;
    }

    private Duration left(long now) {
        if (brake.strains().isEmpty()) {
            until = now;
        }
        return until - now > LITTLE_NANOS ? Duration.ofNanos(until - now) : Duration.ZERO;
    }
}
