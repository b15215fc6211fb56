/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.host.LocalStackException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again and again until something is so. */
public final class Waiting {

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Waiting() {}

    public static void until(String what, BooleanSupplier is) {
        until(what, PAUSE, is);
    }

    /**
     * @param pause between two looks: what is measured is known no better
     * @throws LocalStackException if it is not so after half an hour
     */
    public static void until(String what, Duration pause, BooleanSupplier is) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!is.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw new LocalStackException("the benchmark waits in vain until " + what);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }
}
