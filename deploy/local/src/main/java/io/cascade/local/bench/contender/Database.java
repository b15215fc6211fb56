/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A database as an application uses it: one connection for what is asked in passing, others for who needs them. */
public final class Database implements AutoCloseable {

    private final String url;
    private final Properties credentials = new Properties();
    private final Connection connection;

    public Database(String url, String user, String password) {
        this.url = url;
        if (!user.isEmpty()) {
            credentials.setProperty("user", user);
            credentials.setProperty("password", password);
        }
        this.connection = connect();
    }

    /**
     * One that knows user and password from its URL.
     *
     * @param url with both as parameters
     */
    public static Database of(String url) {
        return new Database(url, "", "");
    }

    /** A connection of the caller's own, in auto-commit mode. */
    public Connection connect() {
        try {
            return DriverManager.getConnection(url, credentials);
        } catch (SQLException e) {
            throw new LocalStackException("no connection for the benchmark: " + e.getMessage(), e);
        }
    }

    public synchronized void run(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark's statement failed: " + e.getMessage(), e);
        }
    }

    /** The only value of the only row. */
    public long number(String sql) {
        return value(sql, result -> result.getLong(1));
    }

    /** The only value of the only row. */
    public String text(String sql) {
        return value(sql, result -> result.getString(1));
    }

    private interface Reader<T> {

        T read(ResultSet result) throws SQLException;
    }

    private synchronized <T> T value(String sql, Reader<T> reader) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return reader.read(result);
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark's query failed: " + e.getMessage(), e);
        }
    }

    public boolean none(String query) {
        return number("SELECT count(*) FROM (" + query + " LIMIT 1) AS found") == 0;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new LocalStackException("a connection of the benchmark cannot be closed: " + e.getMessage(), e);
        }
    }
}
