/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import java.time.Duration;

/** A moment until which an answer is of use. */
record Deadline(long nanos) {

    /** What a level keeps back, so that its own answer is still in time when one below it is not. */
    private static final long RESERVE_MILLIS = 50;

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** At least a millisecond: PostgreSQL takes a limit of 0 for none. */
    long millis() {
        return Math.max(1, Duration.ofNanos(nanos - System.nanoTime()).toMillis());
    }

    /** The time for those below: a tenth less, so that each level hears of it when the one below it is late. */
    Duration below() {
        long left = millis();
        return Duration.ofMillis(Math.max(1, left - Math.max(RESERVE_MILLIS, left / 10)));
    }
}
