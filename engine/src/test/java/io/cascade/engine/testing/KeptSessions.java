/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.testing;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database whose sessions are kept for the next user, because a new one has to read the catalog and to compile every trigger
 * first, which costs more than most tests do. What was set in a session is discarded in between, as if it were new.
 */
final class KeptSessions implements DataSource {

    /** Of all databases together, because most of them belong to tests that are over. */
    private static final int KEPT = 24;

    private static final Deque<Session> IDLE = new ArrayDeque<>();

    private record Session(KeptSessions owner, Connection connection) {}

    private final String name;
    private final DataSource database;

    KeptSessions(String name, DataSource database) {
        this.name = name;
        this.database = database;
    }

    String name() {
        return name;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection idle = takeIdle();
        return returning(idle == null ? database.getConnection() : idle);
    }

    /** For what a session reads when it begins, and never again. */
    void endIdle() {
        try {
            for (Connection idle = takeIdle(); idle != null; idle = takeIdle()) {
                idle.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Connection takeIdle() {
        synchronized (IDLE) {
            for (Iterator<Session> latestFirst = IDLE.iterator(); latestFirst.hasNext(); ) {
                Session session = latestFirst.next();
                if (session.owner() == this) {
                    latestFirst.remove();
                    return session.connection();
                }
            }
            return null;
        }
    }

    private Connection returning(Connection connection) {
        AtomicBoolean returned = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                KeptSessions.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        if (!returned.getAndSet(true)) {
                            giveBack(connection);
                        }
                        return null;
                    }
                    if (method.getName().equals("isClosed") && returned.get()) {
                        return true;
                    }
                    return invoke(method, connection, arguments);
                });
    }

    private void giveBack(Connection connection) throws SQLException {
        if (!discarded(connection)) {
            connection.close();
            return;
        }
        Session oldest;
        synchronized (IDLE) {
            IDLE.addFirst(new Session(this, connection));
            oldest = IDLE.size() > KEPT ? IDLE.removeLast() : null;
        }
        if (oldest != null) {
            oldest.connection().close();
        }
    }

    /** Returns whether the session is as good as new. */
    private static boolean discarded(Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("DISCARD ALL");
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static Object invoke(Method method, Connection connection, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return database.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
