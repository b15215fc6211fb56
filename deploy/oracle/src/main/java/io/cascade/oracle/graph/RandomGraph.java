/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes graphs of any shape: chains, diamonds, cycles, self-references, several relationships between two tables. */
public final class RandomGraph {

    private final Random random;
    private final GraphOptions options;
    private final Names names;
    private final List<Table> tables = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();

    private RandomGraph(Random random, GraphOptions options) {
        this.random = random;
        this.options = options;
        this.names = new Names(random);
    }

    /** The graph of a random source's next numbers. */
    public static Graph of(Random random, GraphOptions options) {
        return new RandomGraph(random, options).make();
    }

    private Graph make() {
        int services = 1 + random.nextInt(options.services().size());
        if (options.example()) {
            example();
        }
        for (int count = 2 + random.nextInt(4), i = 0; i < count; i++) {
            tables.add(table(i, options.services().get(random.nextInt(services))));
        }
        for (int count = tables.size() + random.nextInt(3), i = 0; i < count; i++) {
            edges.add(edge("r" + i));
        }
        // A table that nothing refers to and that refers to nothing would only be PostgreSQL compared with itself.
        List<Table> related = tables.stream()
                .filter(table -> edges.stream()
                        .anyMatch(edge ->
                                edge.parent().equals(table) || edge.child().equals(table)))
                .toList();
        return new Graph(related, edges);
    }

    private void example() {
        Key id = new Key(List.of("id"), List.of(ValueType.ID), 0, false);
        Table parents = new Table("parents", "parent-service", List.of(id), "parents_view", Optional.empty(), true);
        Table children = new Table("children", "child-service", List.of(id), "children_view", Optional.empty(), true);
        tables.add(parents);
        tables.add(children);
        edges.add(new Edge(
                "children-parent",
                parents,
                0,
                children,
                List.of("parent_id"),
                Action.CASCADE,
                List.of(),
                true,
                false,
                false,
                false,
                true));
    }

    private Table table(int number, String service) {
        List<Key> keys = new ArrayList<>();
        keys.add(key("k" + number, false));
        if (random.nextInt(3) == 0) {
            keys.add(key("u" + number, random.nextBoolean()));
        }
        return new Table(
                names.next("t" + number),
                service,
                keys,
                "view_" + number,
                random.nextInt(4) == 0 ? Optional.of("root_" + number) : Optional.empty(),
                false);
    }

    private Key key(String base, boolean nullable) {
        int width = Math.max(1, random.nextInt(5) - 1);
        List<ValueType> all = ValueType.ofKeys();
        return new Key(
                IntStream.range(0, width)
                        .mapToObj(i -> names.next(base + "_" + i))
                        .toList(),
                IntStream.range(0, width)
                        .mapToObj(i -> all.get(random.nextInt(all.size())))
                        .toList(),
                random.nextInt(50),
                nullable);
    }

    private Edge edge(String name) {
        Table parent = any(tables);
        Table child = any(tables.stream().filter(table -> !table.example()).toList());
        int key = random.nextInt(parent.keys().size());
        Key target = parent.keys().get(key);
        List<String> columns = IntStream.range(0, target.columns().size())
                .mapToObj(i -> names.next(name + "_" + i))
                .toList();
        Action action = any(options.actions());
        boolean partly = action == Action.SET_NULL && columns.size() > 1 && random.nextBoolean();
        boolean notNull =
                action == Action.CASCADE && tables.indexOf(parent) < tables.indexOf(child) && random.nextInt(6) == 0;
        boolean cascade = action == Action.CASCADE && !notNull;
        return new Edge(
                name,
                parent,
                key,
                child,
                columns,
                action,
                partly ? List.of(columns.get(columns.size() - 1)) : List.of(),
                notNull,
                action == Action.SET_DEFAULT && random.nextInt(4) > 0,
                options.deleteOrphan() && cascade && random.nextInt(3) == 0,
                options.eventual() && cascade && random.nextInt(3) == 0,
                true);
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
