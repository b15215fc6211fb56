/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Key;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Statement.Effect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes single statements. The row of ordinal 0 of each table is what defaults refer to, and stays. */
final class Statements {

    private static final int MANY = 300;
    private static final int MORE_THAN_ONE_EVENT = 2500;

    private final Random random;
    private final Graph graph;

    Statements(Random random, Graph graph) {
        this.random = random;
        this.graph = graph;
    }

    /** The row that stays: it refers to nothing where it may. */
    Statement defaultRow(Table table) {
        return row(table, 0, edge -> edge.notNull() ? edge.target().literals(0) : nulls(edge), Effect.WRITES);
    }

    /** A row that refers to lasting rows of tables before its own, and to the rows that stay of the others; not to its own table, which
     * may have been truncated. */
    Statement lasting(Table table, int ordinal) {
        int place = graph.tables().indexOf(table);
        return row(
                table,
                ordinal,
                edge -> edge.parent().equals(table)
                        ? nulls(edge)
                        : edge.target().literals(graph.tables().indexOf(edge.parent()) < place ? ordinal : 0),
                Effect.WRITES);
    }

    Statement insert(Table table, Keys keys) {
        int ordinal = keys.any(random);
        boolean[] itself = {false};
        Statement statement = row(
                table,
                ordinal,
                edge -> {
                    int referred = keys.any(random);
                    boolean ownKey = edge.enforced() && edge.parent().equals(table) && referred == ordinal;
                    List<String> values = reference(edge, referred);
                    itself[0] |= ownKey && !values.contains("NULL");
                    return values;
                },
                Effect.WRITES);
        return itself[0] ? new Statement(table, statement.sql(), Effect.WRITES_ITSELF) : statement;
    }

    /** Several rows, of which none refers to a table that they are in themselves. */
    Statement insertSome(Table table, Keys keys) {
        List<Integer> ordinals = new ArrayList<>(IntStream.range(keys.first(), keys.first() + Keys.SINGLE)
                .boxed()
                .toList());
        Collections.shuffle(ordinals, random);
        List<String> rows = ordinals.subList(0, 2 + random.nextInt(3)).stream()
                .map(ordinal ->
                        "(" + String.join(", ", values(table, ordinal, edge -> outside(table, edge, keys))) + ")")
                .toList();
        return new Statement(
                table,
                "INSERT INTO " + table.name() + columns(table) + " VALUES " + String.join(", ", rows),
                Effect.WRITES);
    }

    /** Or changes the references of the row that is there. */
    Statement upsert(Table table, Keys keys) {
        Statement insert = insert(table, keys);
        List<String> sets = graph.referencesOf(table).stream()
                .flatMap(edge -> edge.columns().stream())
                .map(column -> column + " = EXCLUDED." + column)
                .toList();
        return new Statement(
                table,
                insert.sql() + " ON CONFLICT ("
                        + String.join(", ", table.primaryKey().columns()) + ") DO "
                        + (sets.isEmpty() ? "NOTHING" : "UPDATE SET " + String.join(", ", sets)),
                insert.effect());
    }

    /** A bulk insert; the rows refer to one row, or each to another of those that came in bulk. */
    Statement insertMany(Table table, Keys keys, boolean toMany) {
        int count = random.nextInt(12) == 0 ? MORE_THAN_ONE_EVENT : MANY;
        List<String> values = new ArrayList<>();
        table.keys().forEach(key -> values.addAll(key.expressions("g")));
        table.localRoot().ifPresent(root -> values.add("NULL"));
        if (table.example()) {
            values.add("'bulk'");
        }
        for (Edge edge : graph.referencesOf(table)) {
            values.addAll(
                    toMany && !edge.parent().equals(table)
                            ? edge.target().expressions(keys.firstOfMany() + " + g % " + MANY / 3)
                            : outside(table, edge, keys));
        }
        return new Statement(
                table,
                "INSERT INTO " + table.name() + columns(table) + " SELECT " + String.join(", ", values)
                        + " FROM generate_series(" + keys.firstOfMany() + ", " + (keys.firstOfMany() + count - 1)
                        + ") AS g",
                Effect.WRITES);
    }

    Statement deleteMany(Table table, Keys keys) {
        Key key = table.primaryKey();
        int last = keys.firstOfMany() + (random.nextInt(3) == 0 ? MANY / 2 : MORE_THAN_ONE_EVENT) - 1;
        return delete(
                table,
                "(" + String.join(", ", key.columns()) + ") IN (SELECT " + String.join(", ", key.expressions("g"))
                        + " FROM generate_series(" + keys.firstOfMany() + ", " + last + ") AS g)");
    }

    Statement delete(Table table, Keys keys) {
        int count = random.nextInt(3) == 0 ? Keys.SINGLE / 2 : 1;
        return delete(table, rows(table, keys, count));
    }

    /** A condition on some of the writer's rows. */
    String rows(Table table, Keys keys, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "(" + table.where(keys.any(random)) + ")")
                .collect(Collectors.joining(" OR "));
    }

    /** By one of the ways that SQL has to delete rows. */
    private Statement delete(Table table, String where) {
        String name = table.name();
        String sql =
                switch (random.nextInt(7)) {
                    case 0 -> "DELETE FROM " + (table.example() ? name : table.view()) + " WHERE " + where;
                    case 1 ->
                        "MERGE INTO " + name + " USING (VALUES (1)) AS one (one) ON " + where
                                + " WHEN MATCHED THEN DELETE";
                    case 2 ->
                        "WITH gone AS (DELETE FROM " + name + " WHERE " + where
                                + " RETURNING 1) SELECT count(*) FROM gone";
                    case 3 -> "DELETE FROM " + name + " USING (VALUES (1), (2)) AS twice (one) WHERE " + where;
                    default -> "DELETE FROM " + name + " WHERE " + where;
                };
        return new Statement(table, sql, Effect.DELETES);
    }

    Statement insertRoot(Table table, String root, Keys keys) {
        return new Statement(
                table,
                "INSERT INTO " + root + " VALUES (" + keys.any(random) + ") ON CONFLICT DO NOTHING",
                Effect.WRITES);
    }

    /** Takes rows along by a foreign key of the service's own. */
    Statement deleteRoot(Table table, String root, Keys keys) {
        return new Statement(table, "DELETE FROM " + root + " WHERE id = " + keys.any(random), Effect.DELETES);
    }

    Statement setRoot(Table table, Keys keys) {
        return new Statement(
                table,
                "UPDATE " + table.name() + " SET " + Table.LOCAL_COLUMN + " = " + keys.any(random) + " WHERE "
                        + rows(table, keys, 2),
                Effect.WRITES);
    }

    /** To another parent, or to none. */
    Statement refer(Table table, Edge edge, Keys keys) {
        List<String> values = edge.eventual() ? nulls(edge) : reference(edge, keys.any(random));
        String assignments = IntStream.range(0, values.size())
                .mapToObj(i -> edge.columns().get(i) + " = " + values.get(i))
                .collect(Collectors.joining(", "));
        return new Statement(
                table,
                "UPDATE " + table.name() + " SET " + assignments + " WHERE "
                        + rows(table, keys, random.nextInt(3) == 0 ? 3 : 1),
                Effect.WRITES);
    }

    Statement changeKey(Table table, Keys keys) {
        Key key = table.keys().get(random.nextInt(table.keys().size()));
        List<String> values = key.literals(keys.any(random));
        String assignments = IntStream.range(0, values.size())
                .mapToObj(i -> key.columns().get(i) + " = " + values.get(i))
                .collect(Collectors.joining(", "));
        return new Statement(
                table,
                "UPDATE " + table.name() + " SET " + assignments + " WHERE " + table.where(keys.any(random)),
                Effect.CHANGES_KEY);
    }

    static Statement truncate(Table table) {
        return new Statement(table, "TRUNCATE " + table.name(), Effect.TRUNCATES);
    }

    private Statement row(Table table, int ordinal, Function<Edge, List<String>> reference, Effect effect) {
        return new Statement(
                table,
                "INSERT INTO " + table.name() + columns(table) + " VALUES ("
                        + String.join(", ", values(table, ordinal, reference)) + ")",
                effect);
    }

    private String columns(Table table) {
        List<String> columns = new ArrayList<>();
        table.keys().forEach(key -> columns.addAll(key.columns()));
        table.localRoot().ifPresent(root -> columns.add(Table.LOCAL_COLUMN));
        if (table.example()) {
            columns.add("name");
        }
        graph.referencesOf(table).forEach(edge -> columns.addAll(edge.columns()));
        return " (" + String.join(", ", columns) + ")";
    }

    private List<String> values(Table table, int ordinal, Function<Edge, List<String>> reference) {
        List<String> values = new ArrayList<>();
        for (Key key : table.keys()) {
            boolean without = key.nullable() && mayLackKey(ordinal) && random.nextInt(10) == 0;
            values.addAll(without ? key.columns().stream().map(column -> "NULL").toList() : key.literals(ordinal));
        }
        table.localRoot().ifPresent(root -> values.add("NULL"));
        if (table.example()) {
            values.add("'row " + ordinal + "'");
        }
        graph.referencesOf(table).forEach(edge -> values.addAll(reference.apply(edge)));
        return values;
    }

    private static boolean mayLackKey(int ordinal) {
        return ordinal > 0 && !Storm.LASTING.contains(ordinal);
    }

    private List<String> outside(Table table, Edge edge, Keys keys) {
        return edge.parent().equals(table) && edge.enforced() && !edge.notNull()
                ? nulls(edge)
                : reference(edge, keys.any(random));
    }

    /** Mostly to the row, sometimes to none, to the default, or, if it can be, only half. */
    private List<String> reference(Edge edge, int ordinal) {
        int kind = random.nextInt(10);
        if (kind == 0 && !edge.notNull()) {
            return nulls(edge);
        }
        List<String> values = new ArrayList<>(edge.target().literals(kind == 1 ? 0 : ordinal));
        if (kind == 2 && values.size() > 1 && !edge.notNull()) {
            values.set(random.nextInt(values.size()), "NULL");
        }
        return values;
    }

    private static List<String> nulls(Edge edge) {
        return edge.columns().stream().map(column -> "NULL").toList();
    }
}
