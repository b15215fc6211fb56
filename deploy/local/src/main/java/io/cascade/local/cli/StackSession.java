/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.stack.LocalStack;
import java.util.concurrent.CountDownLatch;

/** A stack that is stopped whenever this process is told to end, be it while the stack still starts. */
final class StackSession implements AutoCloseable {

    private final LocalStack stack;
    private final ConsoleProgress progress;
    private volatile boolean stopping;

    StackSession(LocalStack stack, ConsoleProgress progress) {
        this.stack = stack;
        this.progress = progress;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "cascade-stop"));
    }

    LocalStack start() throws InterruptedException {
        try {
            stack.start();
        } catch (RuntimeException e) {
            if (stopping) {
                untilEnd();
            }
            throw e;
        }
        return stack;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Never returns; the process ends by a signal. */
    void untilEnd() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        synchronized (progress) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        if (!stack.hasParts()) {
            stack.close();
            return;
        }
        progress.report("stack", "stops");
        stack.close();
        progress.report("stack", "stopped");
    }
}
