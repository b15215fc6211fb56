/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.host.LocalStackException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that do the same over and over until they are told to stop. The first failure is told to whoever asks. */
final class Background implements AutoCloseable {

    private static final long STOP_MILLIS = 20_000;

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Something with resources of its own, all in one thread. */
    interface Work extends AutoCloseable {

        void step() throws Exception;

        @Override
        void close() throws SQLException;
    }

    /** Makes the work in the thread that does it. */
    interface Start {

        Work start() throws Exception;
    }

    void run(String name, Start start) {
        Thread thread = new Thread(() -> loop(start), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void loop(Start start) {
        try (Work work = start.start()) {
            while (!stopping.get()) {
                work.step();
            }
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }

    void check() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new LocalStackException("what works in the benchmark's background has failed: " + failed, failed);
        }
    }

    /** Returns once all have ended their step. */
    @Override
    public void close() {
        stopping.set(true);
        for (Thread thread : threads) {
            try {
                thread.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
