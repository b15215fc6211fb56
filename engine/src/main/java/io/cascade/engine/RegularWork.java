/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What is done again and again on a thread of its own, one thing at a time. */
final class RegularWork implements AutoCloseable {

    private final ScheduledExecutorService executor;

    RegularWork(String name) {
        this.executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param work must not throw, or it is not done again */
    void every(Duration pause, Runnable work) {
        executor.scheduleWithFixedDelay(work, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
