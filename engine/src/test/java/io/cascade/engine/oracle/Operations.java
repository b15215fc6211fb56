/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes the statements of a random history. The row of ordinal 0 of each table is the default parent and stays. */
final class Operations {

    private static final int ORDINALS = 9;

    private final Random random;
    private final Graph graph;

    Operations(Random random, Graph graph) {
        this.random = random;
        this.graph = graph;
    }

    /**
     * A statement on one table.
     *
     * @param natively what does the same with native foreign keys
     */
    record Operation(Graph.Table table, String sql, List<String> natively) {

        Operation(Graph.Table table, String sql) {
            this(table, sql, List.of(sql));
        }
    }

    List<Operation> defaultRows() {
        return graph.tables().stream()
                .map(table -> insert(table, 0, edge -> -1))
                .toList();
    }

    Operation next() {
        Graph.Table table = graph.tables().get(random.nextInt(graph.tables().size()));
        List<Graph.Edge> references = graph.referencesOf(table);
        int kind = random.nextInt(10);
        if (kind < 5) {
            return insert(table, 1 + random.nextInt(ORDINALS), edge -> random.nextInt(ORDINALS + 1) - 1);
        }
        if (kind < 8 || references.isEmpty()) {
            return delete(table);
        }
        Graph.Edge edge = references.get(random.nextInt(references.size()));
        return new Operation(
                table,
                "UPDATE " + table.name() + " SET " + assign(edge, random.nextInt(ORDINALS + 1) - 1) + " WHERE "
                        + table.where(1 + random.nextInt(ORDINALS)));
    }

    private Operation delete(Graph.Table table) {
        int count = random.nextInt(3) == 0 ? ORDINALS / 2 : 1;
        String ordinals = IntStream.range(0, count)
                .mapToObj(i -> "(" + table.where(1 + random.nextInt(ORDINALS)) + ")")
                .collect(Collectors.joining(" OR "));
        String delete = "DELETE FROM " + table.name() + " WHERE " + ordinals;
        return random.nextInt(4) == 0 ? keepingChildren(table, delete, ordinals) : new Operation(table, delete);
    }

    private Operation keepingChildren(Graph.Table table, String delete, String where) {
        List<String> natively = new ArrayList<>();
        for (Graph.Edge edge : graph.edges()) {
            if (edge.parent().equals(table)) {
                natively.add("UPDATE " + edge.child().name() + " SET " + assign(edge, -1) + " WHERE ("
                        + String.join(", ", edge.columns()) + ") IN (SELECT " + String.join(", ", table.keyColumns())
                        + " FROM " + table.name() + " WHERE " + where + ")");
            }
        }
        natively.add(delete);
        return new Operation(
                table,
                "DO $op$BEGIN PERFORM set_config('cascade.propagation', 'orphan', true); " + delete + "; END$op$",
                natively);
    }

    private Operation insert(Graph.Table table, int ordinal, java.util.function.ToIntFunction<Graph.Edge> reference) {
        List<String> columns = new ArrayList<>(table.keyColumns());
        List<String> values = new ArrayList<>(table.key().values(ordinal));
        for (Graph.Edge edge : graph.referencesOf(table)) {
            int referred = reference.applyAsInt(edge);
            // A row that refers to itself is refused over the wire: its key arrives after it.
            boolean itself = edge.parent().equals(table) && referred == ordinal;
            columns.addAll(edge.columns());
            values.addAll(values(edge, itself ? -1 : referred));
        }
        return new Operation(
                table,
                "INSERT INTO " + table.name() + " (" + String.join(", ", columns) + ") VALUES ("
                        + String.join(", ", values) + ")");
    }

    private static String assign(Graph.Edge edge, int ordinal) {
        List<String> values = values(edge, ordinal);
        return IntStream.range(0, values.size())
                .mapToObj(i -> edge.columns().get(i) + " = " + values.get(i))
                .collect(Collectors.joining(", "));
    }

    /** NULLs for a negative ordinal. */
    private static List<String> values(Graph.Edge edge, int ordinal) {
        return ordinal < 0
                ? edge.columns().stream().map(column -> "NULL").toList()
                : edge.parent().key().values(ordinal);
    }
}
