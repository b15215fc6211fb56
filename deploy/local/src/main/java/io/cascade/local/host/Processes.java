/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds and ends processes by their number. */
public final class Processes {

    private static final long GRACE_SECONDS = 10;

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

    public static boolean exitsWithin(ProcessHandle process, long seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new LocalStackException("waiting for process " + process.pid() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
