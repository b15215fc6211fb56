/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Doubles from 100 ms to 10 s, with jitter, so that instances that failed together do not come back together. */
public final class Backoff {

    private static final long FIRST_MILLIS = 100;
    private static final long MAX_MILLIS = 10_000;

    private int failures;

    public void reset() {
        failures = 0;
    }

    /** Counts a failure; returns how many there were in a row. */
    public int failed() {
        return ++failures;
    }

    public Duration delay() {
        long full = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 10));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }
}
