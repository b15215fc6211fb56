/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.host.LocalStackException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Tasks that wait for each other's results. The first failure is the one that counts: the others only follow from it. */
final class StartTasks {

    private static final long CANCEL_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cascade-start");
        thread.setDaemon(true);
        return thread;
    });
    private final ExecutorCompletionService<Object> completions = new ExecutorCompletionService<>(threads);
    private final List<Future<?>> interruptible = new CopyOnWriteArrayList<>();
    private int submitted;

    /** A task that only waits most of the time, and can be interrupted in that. */
    <T> Future<T> submit(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        interruptible.add(future);
        return execute(future);
    }

    /** A task that must come to its end: a half-started broker cannot be stopped. */
    <T> Future<T> submitUninterrupted(Callable<T> task) {
        return execute(new FutureTask<>(task));
    }

    private <T> Future<T> execute(FutureTask<T> future) {
        submitted++;
        completions.submit(() -> {
            future.run();
            return future.get();
        });
        return future;
    }

    void awaitAll() {
        try {
            for (int completed = 0; completed < submitted; completed++) {
                completions.take().get();
            }
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while the stack was starting", e);
        } finally {
            threads.shutdown();
        }
    }

    /** Interrupts what may be interrupted, and waits for all, as one may be about to start a process. */
    void cancel() {
        interruptible.forEach(task -> task.cancel(true));
        threads.shutdown();
        try {
            threads.awaitTermination(CANCEL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of a task that has succeeded. */
    static <T> T result(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }

    private static RuntimeException unwrapped(Throwable wrapper) {
        Throwable cause = wrapper;
        while (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof LocalStackException || cause instanceof CancellationException) {
            return (RuntimeException) cause;
        }
        return new LocalStackException("The stack did not start: " + cause, cause);
    }
}
