/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens in other processes. */
final class Waiting {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Waiting() {}

    /** Returns when the condition holds, or throws after {@link #PATIENCE}. */
    static void until(String what, BooleanSupplier condition) {
        if (!within(PATIENCE, condition)) {
            throw new LocalStackException("In vain waited " + PATIENCE.toSeconds() + " s until " + what);
        }
    }

    /** Whether it came to hold in time. */
    static boolean within(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean holds = condition.getAsBoolean();
        while (!holds && System.nanoTime() < deadline) {
            pause(PAUSE);
            holds = condition.getAsBoolean();
        }
        return holds;
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            if (Thread.currentThread().isInterrupted()) {
                throw new LocalStackException("interrupted");
            }
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
