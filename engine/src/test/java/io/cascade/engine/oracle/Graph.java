/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables, spread over services, and the relationships between them. */
record Graph(List<Table> tables, List<Edge> edges) {

    private static final List<String> ACTIONS = List.of("CASCADE", "CASCADE", "SET NULL", "SET DEFAULT");

    /** The kinds of keys, each with its columns' types and its values. */
    enum Key {
        INTEGER("integer") {
            @Override
            List<String> values(int ordinal) {
                return List.of(Integer.toString(ordinal - 5));
            }
        },
        TEXT("text") {
            @Override
            List<String> values(int ordinal) {
                return List.of("'k\"\\ ''é" + ordinal + "'");
            }
        },
        UUID("uuid") {
            @Override
            List<String> values(int ordinal) {
                return List.of("md5('" + ordinal + "')::uuid");
            }
        },
        COMPOSITE("bigint", "timestamptz") {
            @Override
            List<String> values(int ordinal) {
                return List.of(
                        Integer.toString(ordinal % 3),
                        "'2026-01-01 00:00:00.000001+02'::timestamptz + " + ordinal + " * interval '1 h'");
            }
        };

        private final List<String> types;

        Key(String... types) {
            this.types = List.of(types);
        }

        List<String> types() {
            return types;
        }

        abstract List<String> values(int ordinal);
    }

    record Table(String name, String service, Key key) {

        List<String> keyColumns() {
            return IntStream.range(0, key.types().size()).mapToObj(i -> "k" + i).toList();
        }

        String where(int ordinal) {
            return IntStream.range(0, key.types().size())
                    .mapToObj(i -> "k" + i + " = " + key.values(ordinal).get(i))
                    .collect(Collectors.joining(" AND "));
        }
    }

    record Edge(String name, Table parent, Table child, String action) {

        List<String> columns() {
            return IntStream.range(0, parent.key().types().size())
                    .mapToObj(i -> name + "_" + i)
                    .toList();
        }

        /** A line for TestContracts. */
        String declaration() {
            return name + ": " + parent.service() + "." + parent.name() + "("
                    + IntStream.range(0, parent.key().types().size())
                            .mapToObj(i -> "k" + i + " " + parent.key().types().get(i))
                            .collect(Collectors.joining(", "))
                    + ") <- " + child.service() + "." + child.name() + "(" + String.join(", ", columns()) + ") "
                    + action;
        }
    }

    /** Any shape: chains, diamonds, cycles, self-references, several relationships between two tables. */
    static Graph random(Random random, List<String> actions) {
        List<Table> tables = new ArrayList<>();
        int services = 1 + random.nextInt(4);
        for (int i = 0; i < 2 + random.nextInt(4); i++) {
            tables.add(new Table(
                    "t" + i, "s" + random.nextInt(services), Key.values()[random.nextInt(Key.values().length)]));
        }
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < tables.size() + random.nextInt(3); i++) {
            edges.add(new Edge(
                    "r" + i,
                    tables.get(random.nextInt(tables.size())),
                    tables.get(random.nextInt(tables.size())),
                    actions.get(random.nextInt(actions.size()))));
        }
        return new Graph(tables, edges);
    }

    static List<String> allActions() {
        return ACTIONS;
    }

    List<Edge> referencesOf(Table child) {
        return edges.stream().filter(edge -> edge.child().equals(child)).toList();
    }

    List<String> services() {
        return edges.stream()
                .flatMap(edge -> java.util.stream.Stream.of(
                        edge.parent().service(), edge.child().service()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Without foreign keys, which are the engine's or the oracle's to add. */
    List<String> ddl(Table table) {
        List<String> statements = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < table.key().types().size(); i++) {
            columns.add("k" + i + " " + table.key().types().get(i));
        }
        for (Edge edge : referencesOf(table)) {
            for (int i = 0; i < edge.columns().size(); i++) {
                columns.add(edge.columns().get(i) + " "
                        + edge.parent().key().types().get(i)
                        + (edge.action().equals("SET DEFAULT")
                                ? " DEFAULT " + edge.parent().key().values(0).get(i)
                                : ""));
            }
        }
        statements.add("CREATE TABLE " + table.name() + " (" + String.join(", ", columns) + ", PRIMARY KEY ("
                + String.join(", ", table.keyColumns()) + "))");
        referencesOf(table)
                .forEach(edge -> statements.add(
                        "CREATE INDEX ON " + table.name() + " (" + String.join(", ", edge.columns()) + ")"));
        return statements;
    }

    List<String> nativeForeignKeys() {
        return edges.stream()
                .map(edge -> "ALTER TABLE " + edge.child().name() + " ADD CONSTRAINT " + edge.name() + " FOREIGN KEY ("
                        + String.join(", ", edge.columns()) + ") REFERENCES "
                        + edge.parent().name() + " ("
                        + String.join(", ", edge.parent().keyColumns()) + ") ON DELETE " + edge.action())
                .toList();
    }
}
