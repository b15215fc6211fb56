/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation.RequestedDelete;
import io.cascade.oracle.history.Operation.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes histories: first the rows that stay, then rounds. */
public final class RandomHistory {

    private final Random random;
    private final Graph graph;
    private final int writers;
    private final Statements statements;
    private final ExampleRequests requests;
    private final Set<Table> guarded;
    private final Deque<Operation> planned = new ArrayDeque<>();

    /** @param writers how many may write at the same time */
    public RandomHistory(Random random, Graph graph, int writers) {
        this.random = random;
        this.graph = graph;
        this.writers = writers;
        this.statements = new Statements(random, graph);
        this.requests = new ExampleRequests(random);
        this.guarded = graph.guarded();
    }

    /** The rows that stay, in an order in which they can be inserted one after another. */
    public List<Round> defaultRows() {
        return graph.tables().stream()
                .map(table -> new Round(List.of(new Transaction(table.service(), statements.defaultRow(table)))))
                .toList();
    }

    public List<Round> rounds(int count) {
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rounds.add(round());
        }
        return rounds;
    }

    /** What the writers do on the same keys once nobody waits any more. */
    public Storm storm(int operations) {
        List<Round> lasting = graph.tables().stream()
                .map(table -> new Round(Storm.LASTING.stream()
                        .<Operation>map(ordinal -> new Transaction(table.service(), statements.lasting(table, ordinal)))
                        .toList()))
                .toList();
        List<List<Operation>> all = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            List<Operation> mine = new ArrayList<>();
            for (int i = 0; i < operations; i++) {
                mine.add(operation(Keys.of(0)));
            }
            all.add(mine);
        }
        return new Storm(lasting, all);
    }

    private Round round() {
        if (!planned.isEmpty()) {
            return new Round(List.of(planned.pop()));
        }
        if (writers == 1 || random.nextBoolean()) {
            return new Round(List.of(random.nextInt(40) == 0 ? alone() : operation(Keys.of(random.nextInt(writers)))));
        }
        List<Operation> together = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            together.add(operation(Keys.of(writer)));
        }
        return new Round(together);
    }

    /** What concerns the keys of all writers. */
    private Operation alone() {
        Table table = any(graph.tables());
        return table.example() ? operation(Keys.of(0)) : new Transaction(table.service(), Statements.truncate(table));
    }

    /** One operation within a writer's keys. */
    Operation operation(Keys keys) {
        Table table = any(graph.tables());
        if (table.example() && random.nextBoolean()) {
            return requests.next(table, keys);
        }
        int kind = random.nextInt(100);
        if (kind < 8) {
            return several(table.service(), keys);
        }
        if (kind < 12) {
            return again(table, keys);
        }
        if (kind < 17 && graph.referencesOf(table).stream().noneMatch(Edge::eventual)) {
            return many(table, keys);
        }
        if (guarded.contains(table) && kind < 45) {
            return new RequestedDelete(
                    table.service(), table, statements.rows(table, keys, random.nextInt(3) == 0 ? 4 : 1));
        }
        return new Transaction(table.service(), statement(table, keys));
    }

    private Statement statement(Table table, Keys keys) {
        List<Edge> references = graph.referencesOf(table);
        int kind = random.nextInt(100);
        // With check: eventual only single rows: of several, each would be judged for itself.
        boolean eventual = references.stream().anyMatch(Edge::eventual);
        if (kind < (eventual ? 51 : 42)) {
            return statements.insert(table, keys);
        }
        if (kind < 47) {
            return statements.insertSome(table, keys);
        }
        if (kind < 51) {
            return statements.upsert(table, keys);
        }
        if (kind < 61 && table.localRoot().isPresent()) {
            String root = table.localRoot().orElseThrow();
            return switch (kind % 4) {
                case 0 -> statements.deleteRoot(table, root, keys);
                case 1 -> statements.insertRoot(table, root, keys);
                default -> statements.setRoot(table, keys);
            };
        }
        if (kind < 63 && !table.example()) {
            return statements.changeKey(table, keys);
        }
        if (kind < 78 && !references.isEmpty()) {
            return statements.refer(table, any(references), keys);
        }
        return statements.delete(table, keys);
    }

    /** Deletes a row and makes it anew in one transaction. */
    private Operation again(Table table, Keys keys) {
        List<Statement> both = new ArrayList<>(List.of(statements.delete(table, keys)));
        Statement insert = statements.insert(table, keys);
        if (new Independence(graph).holds(both, insert)) {
            both.add(insert);
        }
        return new Transaction(table.service(), both, true);
    }

    /** A bulk insert mostly has a bulk insert of children and a bulk delete after it. */
    private Operation many(Table table, Keys keys) {
        graph.relationships().stream()
                .filter(edge -> edge.parent().equals(table) && !edge.child().equals(table))
                .filter(edge -> graph.referencesOf(edge.child()).stream().noneMatch(Edge::eventual))
                .findAny()
                .ifPresent(edge -> {
                    planned.add(
                            new Transaction(edge.child().service(), statements.insertMany(edge.child(), keys, true)));
                    if (random.nextInt(3) > 0) {
                        planned.add(new Transaction(table.service(), statements.deleteMany(table, keys)));
                    }
                });
        return new Transaction(table.service(), statements.insertMany(table, keys, false));
    }

    private Operation several(String service, Keys keys) {
        List<Table> tables = graph.tablesOf(service);
        Independence independence = new Independence(graph);
        List<Statement> together = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            Statement next = statement(any(tables), keys);
            if (independence.holds(together, next)) {
                together.add(next);
            }
        }
        return new Transaction(service, together, random.nextInt(10) > 2);
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /**
     * Which statements may share a transaction: those of which none looks at what an earlier one does in other tables, or
     * refers to a table that an earlier one writes. Within one transaction a delete has not cascaded yet and a new key has not
     * arrived yet, where one PostgreSQL would have both; what a transaction sees of itself is not what is compared.
     */
    private record Independence(Graph graph) {

        boolean holds(List<Statement> earlier, Statement later) {
            Set<Table> looked = new HashSet<>(Set.of(later.table()));
            Set<Table> referred = new HashSet<>();
            for (Edge edge : graph.relationships()) {
                if (edge.child().equals(later.table())) {
                    referred.add(edge.parent());
                }
            }
            for (Statement statement : earlier) {
                Set<Table> changed = statement.deletes() ? graph.reachableFrom(statement.table()) : Set.of();
                if (changed.stream().anyMatch(table -> looked.contains(table) || referred.contains(table))
                        || referred.contains(statement.table())) {
                    return false;
                }
            }
            return true;
        }
    }
}
