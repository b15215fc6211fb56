/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether everything has arrived, by the publishers' own books. The delivery of a deletion is written with it, and the one of the
 * next level with what was applied, so there is always a pending one until all is done; but the books of several databases
 * cannot be read at one moment, so they have to say the same twice.
 */
final class Deliveries {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RunningStack stack;

    Deliveries(RunningStack stack) {
        this.stack = stack;
    }

    private record Book(long total, SortedMap<String, Long> pending, SortedMap<String, Long> failed) {}

    void awaitApplied(Duration patience) {
        await(patience, Set.of("pending"));
    }

    /** A service says so later than it applies, when all below it have. */
    void awaitSettled(Duration patience) {
        await(patience, Set.of("pending", "applied"));
    }

    private void await(Duration patience, Set<String> open) {
        long deadline = System.nanoTime() + patience.toNanos();
        long quietTotal = -1;
        while (true) {
            Book book = read(open);
            if (!book.failed().isEmpty()) {
                throw new AssertionError("Deliveries have failed, see the dead letters of the services that should have"
                        + " applied them: " + book.failed());
            }
            if (book.pending().isEmpty()) {
                if (book.total() == quietTotal) {
                    return;
                }
                quietTotal = book.total();
            } else {
                quietTotal = -1;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "After " + patience + " deliveries are still open, by relationship: " + book.pending());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Book read(Set<String> open) {
        long total = 0;
        SortedMap<String, Long> pending = new TreeMap<>();
        SortedMap<String, Long> failed = new TreeMap<>();
        for (String name : stack.services()) {
            try (Connection connection = stack.service(name).connect();
                    Statement statement = connection.createStatement()) {
                total += count(statement, open, pending, failed);
            } catch (SQLException e) {
                throw new AssertionError("The deliveries of " + name + " cannot be read: " + e.getMessage(), e);
            }
        }
        return new Book(total, pending, failed);
    }

    private static long count(
            Statement statement, Set<String> open, Map<String, Long> pending, Map<String, Long> failed)
            throws SQLException {
        long total = 0;
        if (!isInstalled(statement)) {
            return total;
        }
        try (ResultSet rows = statement.executeQuery(
                "SELECT relationship, state, count(*) FROM cascade.delivery GROUP BY relationship, state")) {
            while (rows.next()) {
                long number = rows.getLong(3);
                total += number;
                String state = rows.getString(2);
                if (open.contains(state)) {
                    pending.merge(rows.getString(1), number, Long::sum);
                } else if (state.equals("failed") || state.equals("discarded")) {
                    failed.merge(rows.getString(1), number, Long::sum);
                }
            }
        }
        return total;
    }

    private static boolean isInstalled(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT to_regclass('cascade.delivery') IS NOT NULL")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
