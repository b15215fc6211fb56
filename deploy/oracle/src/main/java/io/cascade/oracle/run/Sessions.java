/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.LinkedBlockingDeque;
import javax.sql.DataSource;

/** Connections to one database, kept for the next who asks. Work happens in a transaction with a search path. */
public final class Sessions implements AutoCloseable {

    /** Longer than any lock is held by what is tested; a statement that waits for ever would only hide where. */
    private static final String TIMEOUT = "60s";

    /** Work in a transaction that the caller ends. */
    @FunctionalInterface
    public interface Work<T> {

        T run(Connection connection, Statement statement) throws SQLException;
    }

    private final DataSource database;
    private final LinkedBlockingDeque<Connection> idle = new LinkedBlockingDeque<>();

    public Sessions(DataSource database) {
        this.database = database;
    }

    /**
     * Runs work; what it has not committed is rolled back.
     *
     * @param searchPath the schemas, as SQL writes them
     */
    public <T> T with(String searchPath, Work<T> work) {
        Connection connection = null;
        try {
            connection = idle.poll();
            if (connection == null) {
                connection = database.getConnection();
                connection.setAutoCommit(false);
            }
            T result;
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute("SET LOCAL search_path = " + searchPath);
                statement.execute("SET LOCAL statement_timeout = '" + TIMEOUT + "'");
                result = work.run(connection, statement);
                connection.rollback();
            }
            idle.push(connection);
            return result;
        } catch (SQLException | RuntimeException e) {
            close(connection);
            throw e instanceof RuntimeException already ? already : new DatabaseException((SQLException) e);
        }
    }

    /** Runs statements in one transaction. */
    public void run(String searchPath, Iterable<String> statements) {
        with(searchPath, (connection, statement) -> {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new DatabaseException(sql, e);
                }
            }
            connection.commit();
            return true;
        });
    }

    @Override
    public void close() {
        Connection connection = idle.poll();
        while (connection != null) {
            close(connection);
            connection = idle.poll();
        }
    }

    private static void close(@org.jspecify.annotations.Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException alreadyBroken) {
                // Nothing is lost: what it had not committed is void.
            }
        }
    }
}
