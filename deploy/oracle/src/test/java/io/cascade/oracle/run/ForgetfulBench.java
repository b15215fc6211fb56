/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Operation.RequestedDelete;
import io.cascade.oracle.history.Operation.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A system that is PostgreSQL itself, but for the foreign keys that it forgets. */
final class ForgetfulBench implements Bench {

    private static final int ROUNDS_BEFORE_STUCK = 20;

    private final Sessions sessions;
    private final Predicate<Edge> forgotten;
    private final boolean stuck;
    private final List<SystemUnderTest> systems = new ArrayList<>();
    private int rounds;

    ForgetfulBench(Sessions sessions, Predicate<Edge> forgotten) {
        this(sessions, forgotten, false);
    }

    /** @param stuck whether one of its graphs does not become quiet after some rounds */
    ForgetfulBench(Sessions sessions, Predicate<Edge> forgotten, boolean stuck) {
        this.sessions = sessions;
        this.forgotten = forgotten;
        this.stuck = stuck;
    }

    @Override
    public List<SystemUnderTest> install(List<Graph> graphs) {
        systems.clear();
        for (int i = 0; i < graphs.size(); i++) {
            String schema = "system_" + i;
            Graph remembered = graphs.get(i);
            for (Edge edge : graphs.get(i).relationships()) {
                remembered = forgotten.test(edge) ? remembered.without(edge) : remembered;
            }
            new NativeDatabase(remembered, sessions, schema);
            Map<String, Sessions> databases = new TreeMap<>();
            graphs.get(i).services().forEach(service -> databases.put(service, sessions));
            systems.add(withoutAsking(new JdbcSystem(databases, schema)));
        }
        return List.copyOf(systems);
    }

    /** What others would have to be asked for is simply tried. */
    private static SystemUnderTest withoutAsking(SystemUnderTest system) {
        return new SystemUnderTest() {
            @Override
            public List<Answer> execute(Operation operation) {
                return system.execute(
                        operation instanceof RequestedDelete delete
                                ? new Transaction(
                                        delete.service(), delete.statements().get(0))
                                : operation);
            }

            @Override
            public List<String> select(Table table, String expression, String condition) {
                return system.select(table, expression, condition);
            }
        };
    }

    @Override
    public void quiesce() {
        if (stuck && rounds++ == ROUNDS_BEFORE_STUCK) {
            throw new NotQuietException("stuck", Map.of(systems.get(0), "an event is missing"));
        }
    }

    @Override
    public List<String> complaints(SystemUnderTest system) {
        return List.of();
    }
}
