/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.History.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One client's connections, and its statements with what they prove. Not for several threads. */
final class Session implements AutoCloseable {

    private final Map<Level, Db> databases;
    private final History history;
    private final Map<Level, Connection> open = new EnumMap<>(Level.class);

    Session(Map<Level, Db> databases, History history) {
        this.databases = databases;
        this.history = history;
    }

    /** A new life of a key of an uppermost level; null when that is not certain. */
    @Nullable
    Row insert(Level level, long id) throws SQLException {
        long before = version(level);
        String name = level == Level.PARENTS ? "(id, name) VALUES (?, 'chaos')" : "(id) VALUES (?)";
        if (update(level, "INSERT INTO " + level.table() + " " + name, id) == 0) {
            return null;
        }
        Row row = new Row(level, id, null, before);
        history.inserted(row);
        return row;
    }

    /** Refers to this life of the row above; null when that has to have arrived and has not, or is gone, or nothing is certain. */
    @Nullable
    Row insert(Level level, Row above, long id) throws SQLException {
        String columns = "(id, " + level.column() + (level == Level.CHILDREN ? ", name)" : ")");
        String name = level == Level.CHILDREN ? ", 'chaos'" : "";
        long before = version(level);
        String insert = "INSERT INTO " + level.table() + " " + columns + " SELECT ?, ?" + name;
        long inserted = level.eventual()
                ? update(level, insert, id, above.id())
                : update(
                        level,
                        insert + " WHERE EXISTS (SELECT FROM " + level.replica() + " WHERE id = ? AND version > ?)",
                        id,
                        above.id(),
                        above.id(),
                        above.bornAfter());
        if (inserted == 0) {
            return null;
        }
        Row row = new Row(level, id, above, before);
        history.inserted(row);
        return row;
    }

    /** Tries to delete rows of one level by one statement, which the ids are put into as an array. */
    boolean delete(Collection<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return true;
        }
        Level level = rows.iterator().next().level();
        rows.forEach(Row::endangered);
        try (PreparedStatement statement =
                connection(level).prepareStatement("DELETE FROM " + level.table() + " WHERE id = ANY (?)")) {
            statement.setArray(
                    1,
                    connection(level)
                            .createArrayOf("bigint", rows.stream().map(Row::id).toArray()));
            history.count(Outcome.DELETED, statement.executeUpdate());
            return true;
        } catch (SQLException e) {
            if (isUnknown(e)) {
                history.count(Outcome.UNKNOWN, 1);
                drop(level);
            } else {
                rows.forEach(Row::spared);
                history.count(Outcome.REFUSED, 1);
            }
            return false;
        }
    }

    /** Deletes a row, and returns as which deletion; empty when it was not there, was refused, or nothing is certain. */
    Optional<UUID> deletion(Row row) throws SQLException {
        row.endangered();
        Connection connection = connection(row.level());
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int deleted = statement.executeUpdate("DELETE FROM " + row.level().table() + " WHERE id = " + row.id());
            UUID deletion;
            try (ResultSet result = statement.executeQuery("SELECT cascade.current_deletion()")) {
                result.next();
                deletion = result.getObject(1, UUID.class);
            }
            connection.commit();
            connection.setAutoCommit(true);
            history.count(Outcome.DELETED, deleted);
            return deleted == 0 ? Optional.empty() : Optional.of(deletion);
        } catch (SQLException e) {
            history.count(isUnknown(e) ? Outcome.UNKNOWN : Outcome.REFUSED, 1);
            drop(row.level());
            return Optional.empty();
        }
    }

    /** Rows that a statement has inserted, each by its own id and that of the row above. */
    List<long[]> insertMany(Level level, String sql, Object... parameters) throws SQLException {
        List<long[]> inserted = new ArrayList<>();
        try (PreparedStatement statement = connection(level).prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    inserted.add(new long[] {result.getLong(1), result.getLong(2)});
                }
            }
            return inserted;
        } catch (SQLException e) {
            failed(level, e);
            return List.of();
        }
    }

    /** The number of rows; 0 also when it was refused, or nobody knows. */
    long update(Level level, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection(level).prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            failed(level, e);
            return 0;
        }
    }

    /** Empty while the server does not answer. */
    OptionalLong number(Level level, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection(level).prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return OptionalLong.of(result.getLong(1));
            }
        } catch (SQLException e) {
            failed(level, e);
            return OptionalLong.empty();
        }
    }

    /** Empty while the server does not answer. */
    Optional<String> text(Level level, String sql) throws SQLException {
        try (PreparedStatement statement = connection(level).prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return Optional.of(result.getString(1));
        } catch (SQLException e) {
            failed(level, e);
            return Optional.empty();
        }
    }

    private long version(Level level) throws SQLException {
        return level.below().isEmpty()
                ? 0
                : number(level, "SELECT last_value FROM cascade.key_version").orElse(Long.MAX_VALUE);
    }

    /** Returns whether it is certain that nothing has changed. */
    boolean failed(Level level, SQLException failure) {
        boolean unknown = isUnknown(failure);
        history.count(unknown ? Outcome.UNKNOWN : Outcome.REFUSED, 1);
        if (unknown) {
            drop(level);
        }
        return !unknown;
    }

    /** Whether the server may have committed: it said nothing, or that it goes away. */
    static boolean isUnknown(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("XX");
    }

    /** Opened when it is needed; throws while the server is away. */
    Connection connection(Level level) throws SQLException {
        Connection connection = open.get(level);
        if (connection == null) {
            connection = databases.get(level).connect();
            open.put(level, connection);
        }
        return connection;
    }

    void drop(Level level) {
        Connection connection = open.remove(level);
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException broken) {
                // It is, and that is why it is closed.
            }
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    @Override
    public void close() {
        List.of(Level.values()).forEach(this::drop);
    }
}
