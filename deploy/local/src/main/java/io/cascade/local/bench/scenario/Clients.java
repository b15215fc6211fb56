/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Database;
import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/** Connections that each do one statement for one key after the other. */
final class Clients {

    private Clients() {}

    /** Divides consecutive keys among clients that all are as fast as they can; returns when the last one is done. */
    static void run(Database database, String sql, long first, long count, int clients) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                long from = first + count * i / clients;
                long end = first + count * (i + 1) / clients;
                running.add(CompletableFuture.runAsync(() -> run(database, sql, from, end, nanos -> {}), threads));
            }
            running.forEach(Clients::join);
        } finally {
            threads.shutdown();
        }
    }

    /** Returns once the work is done, or tells why it broke off. */
    static void join(CompletableFuture<Void> work) {
        try {
            work.join();
        } catch (CompletionException e) {
            throw new LocalStackException("a client of the benchmark failed: " + e.getCause(), e);
        }
    }

    /**
     * One client.
     *
     * @param sql with the key as its only parameter
     * @param nanos told how long each took
     */
    static void run(Database database, String sql, long from, long end, LongConsumer nanos) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (long key = from; key < end; key++) {
                statement.setLong(1, key);
                long start = System.nanoTime();
                statement.executeUpdate();
                nanos.accept(System.nanoTime() - start);
            }
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark's statement failed: " + e.getMessage(), e);
        }
    }
}
