/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds and ends processes by their number. */
public final class Processes {

    private static final long GRACE_SECONDS = 10;
    private static final long POLL_NANOS = 20_000_000;

    private Processes() {}

    public static Optional<ProcessHandle> find(long pid) {
        return pid <= 0 ? Optional.empty() : ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    }

    public static boolean commandLineContains(ProcessHandle process, String marker) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(marker))
                .isPresent();
    }

    /** Asks the process to end, and kills it if it has not done so in time. */
    public static void end(ProcessHandle process) {
        process.destroy();
        if (!exitsWithin(process, GRACE_SECONDS)) {
            kill(process);
        }
    }

    public static void kill(ProcessHandle process) {
        process.destroyForcibly();
        exitsWithin(process, GRACE_SECONDS);
    }

    /** Looks itself: the exit of a process that is no child of this one is told late by {@link ProcessHandle#onExit()}. */
    public static boolean exitsWithin(ProcessHandle process, long seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (process.isAlive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        return !process.isAlive();
    }
}
