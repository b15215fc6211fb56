/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on the JVM's one PostgreSQL, which has no logical decoding: commands that only look need none. */
public final class TestDatabase {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String url;

    public TestDatabase(String... statements) {
        String name = "test_" + COUNT.incrementAndGet();
        execute(SERVER.getJdbcUrl("postgres", "postgres"), "CREATE DATABASE " + name);
        url = SERVER.getJdbcUrl("postgres", name);
        sql(statements);
    }

    public String url() {
        return url;
    }

    public TestDatabase sql(String... statements) {
        for (String statement : statements) {
            execute(url, statement);
        }
        return this;
    }

    public long count(String from) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(from, e);
        }
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("wal_level", "replica")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
