/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import io.cascade.contracts.Check;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Whether a child's service knows exactly the keys that its parent's table has. */
final class ReplicatedKeys {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The child's foreign key on these columns is the one place that says which table holds the keys. */
    private static final String REPLICA =
            """
            SELECT confrelid::regclass::text,
                   (SELECT string_agg(quote_ident(attname), ', ' ORDER BY place)
                      FROM unnest(confkey) WITH ORDINALITY AS key (number, place)
                      JOIN pg_attribute ON attrelid = confrelid AND attnum = number)
              FROM pg_constraint
             WHERE contype = 'f' AND conrelid = to_regclass(?)
               AND confrelid IN (SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('cascade'))
               AND (SELECT array_agg(attname::text ORDER BY place)
                      FROM unnest(conkey) WITH ORDINALITY AS key (number, place)
                      JOIN pg_attribute ON attrelid = conrelid AND attnum = number) = ?
            """;

    private final RunningStack stack;
    private final Relationship relationship;

    ReplicatedKeys(RunningStack stack, Relationship relationship) {
        if (relationship.check() == Check.EVENTUAL) {
            throw new IllegalArgumentException(relationship.name()
                    + " has check: eventual, so its child's service knows only keys that are referred to");
        }
        this.stack = stack;
        this.relationship = relationship;
    }

    void await(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<String> known = known();
            if (known.isPresent() && known.get().equals(existing())) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("After " + patience + " the keys of "
                        + relationship.parent().table()
                        + " have not all arrived in " + relationship.child().service()
                        + (known.isPresent() ? "" : ", which has no foreign key for " + relationship.name() + " yet"));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private String existing() {
        List<String> columns = relationship.parent().keyColumns();
        String present =
                columns.stream().map(column -> quote(column) + " IS NOT NULL").collect(Collectors.joining(" AND "));
        return on(
                relationship.parent().service(),
                connection -> digest(
                        connection,
                        columns.stream().map(ReplicatedKeys::quote).collect(Collectors.joining(", ")),
                        quote(relationship.parent().table()) + " WHERE " + present));
    }

    private Optional<String> known() {
        return on(relationship.child().service(), this::known);
    }

    private Optional<String> known(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLICA)) {
            statement.setString(1, quote(relationship.child().table()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", relationship.child().columns().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(digest(connection, row.getString(2), row.getString(1)))
                        : Optional.empty();
            }
        }
    }

    private static String digest(Connection connection, String columns, String from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) || ' '"
                        + " || coalesce(md5(string_agg(key, ',' ORDER BY key)), '') FROM (SELECT DISTINCT ROW("
                        + columns
                        + ")::text COLLATE \"C\" AS key FROM " + from + ") AS keys");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private <T> T on(String service, Query<T> query) {
        try (Connection connection = stack.service(service).connect()) {
            return query.run(connection);
        } catch (SQLException e) {
            throw new AssertionError("The keys in " + service + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String quote(TableName table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    private static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }
}
