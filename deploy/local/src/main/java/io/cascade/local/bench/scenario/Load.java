/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Contender;
import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A steady load: parents, a child for each as soon as its key has arrived, and single deletes of parents that have theirs. Who
 * falls behind hurries until the rate is kept again.
 */
final class Load implements AutoCloseable {

    static final int INSERTS_PER_SECOND = 1000;
    static final int DELETES_PER_SECOND = 100;

    private static final int BATCH = 100;
    private static final long BATCH_NANOS = 1_000_000_000L * BATCH / INSERTS_PER_SECOND;
    private static final long DELETE_NANOS = 1_000_000_000L / DELETES_PER_SECOND;
    /** Not to try at once again while a key is on its way. */
    private static final long PAUSE_NANOS = 5_000_000;
    /** Some minutes of deletes; that nobody takes more does no harm. */
    private static final int MOST_TO_DELETE = 100_000;

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final Contender contender;
    private final Arena arena;
    private final Stopwatch watch = Stopwatch.started();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final BlockingQueue<Long> complete = new ArrayBlockingQueue<>(MOST_TO_DELETE);
    private final AtomicLong inserted = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final CompletableFuture<Void> inserts;
    private final CompletableFuture<Void> deletes;
    private volatile boolean over;

    /** Starts at once. */
    Load(Arena arena, Contender contender) {
        this.arena = arena;
        this.contender = contender;
        inserts = CompletableFuture.runAsync(this::insert, threads);
        deletes = CompletableFuture.runAsync(this::delete, threads);
    }

    /** Parents that have got their child, per second until now. */
    double insertsPerSecond() {
        return inserted.get() / watch.seconds();
    }

    double deletesPerSecond() {
        return deleted.get() / watch.seconds();
    }

    /** Throws LocalStackException when the load has broken off. */
    void check() {
        if (inserts.isCompletedExceptionally()) {
            Clients.join(inserts);
        }
        if (deletes.isCompletedExceptionally()) {
            Clients.join(deletes);
        }
    }

    private void insert() {
        String rows = " FROM generate_series(?::bigint, ?::bigint) AS g";
        Queue<Long> waiting = new ArrayDeque<>();
        try (Connection parents = contender.parents().connect();
                Connection children = contender.children().connect();
                PreparedStatement parent =
                        parents.prepareStatement("INSERT INTO parents (id, name) SELECT g, 'bench'" + rows);
                PreparedStatement child =
                        children.prepareStatement("INSERT INTO children (parent_id, name) SELECT g, 'bench'" + rows)) {
            long due = System.nanoTime();
            while (!over) {
                if (System.nanoTime() - due >= 0) {
                    due += BATCH_NANOS;
                    long first = arena.ids(BATCH);
                    insert(parent, first);
                    waiting.add(first);
                }
                while (!waiting.isEmpty() && insertIfAllowed(child, waiting.peek())) {
                    born(waiting.remove());
                }
                LockSupport.parkNanos(Math.min(PAUSE_NANOS, Math.max(0, due - System.nanoTime())));
            }
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark's load failed: " + e.getMessage(), e);
        }
    }

    private static void insert(PreparedStatement statement, long first) throws SQLException {
        statement.setLong(1, first);
        statement.setLong(2, first + BATCH - 1);
        statement.executeUpdate();
    }

    private static boolean insertIfAllowed(PreparedStatement child, long first) throws SQLException {
        try {
            insert(child, first);
            return true;
        } catch (SQLException e) {
            if (FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void born(long first) {
        inserted.addAndGet(BATCH);
        for (long id = first; id < first + BATCH; id++) {
            complete.offer(id);
        }
    }

    private void delete() {
        try (Connection parents = contender.parents().connect();
                PreparedStatement statement = parents.prepareStatement("DELETE FROM parents WHERE id = ?")) {
            long due = System.nanoTime();
            while (!over) {
                Long id = System.nanoTime() - due >= 0 ? complete.poll() : null;
                if (id == null) {
                    LockSupport.parkNanos(Math.max(DELETE_NANOS / 10, due - System.nanoTime()));
                } else {
                    due += DELETE_NANOS;
                    statement.setLong(1, id);
                    statement.executeUpdate();
                    deleted.incrementAndGet();
                }
            }
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark's load failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        over = true;
        threads.shutdown();
        Clients.join(inserts);
        Clients.join(deletes);
    }
}
