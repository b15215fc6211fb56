/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Deletes parents for as long as something else goes on: two of every three, in many small transactions. */
final class DeleteTraffic implements AutoCloseable {

    private static final int OF = 3;
    private static final int DELETED = 2;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private final Database parents;
    private final int first;
    private final int number;
    private final AtomicInteger transactions = new AtomicInteger();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final Thread thread = new Thread(this::delete, "delete-traffic");

    DeleteTraffic(Database parents, int first, int number) {
        this.parents = parents;
        this.first = first;
        this.number = number;
    }

    void insertParents() {
        parents.run("INSERT INTO parents (id, name) SELECT g, 'p' FROM generate_series(%d, %d) g"
                .formatted(first, first + number - 1));
    }

    void start() {
        thread.start();
    }

    /** Does something, and makes sure that parents were deleted meanwhile and are afterwards. */
    <T> T during(Callable<T> event) throws Exception {
        int before = transactions.get();
        T result = event.call();
        int meanwhile = transactions.get();
        assertThat(meanwhile).as("deletes during the event").isGreaterThan(before);
        eventually().until(() -> transactions.get() > meanwhile || remaining() == 0);
        return result;
    }

    int parents() {
        return number;
    }

    int kept() {
        return number - transactions.get() * DELETED;
    }

    /** How many transactions there could be still. */
    int remaining() {
        return number / OF - transactions.get();
    }

    private void delete() {
        try (Connection connection = parents.connect();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM parents WHERE id BETWEEN ? AND ?")) {
            while (!ends.get() && remaining() > 0) {
                int from = first + transactions.get() * OF;
                delete.setInt(1, from);
                delete.setInt(2, from + DELETED - 1);
                delete.executeUpdate();
                transactions.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        ends.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
