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

    private final Sessions sessions;
    private final Predicate<Edge> forgotten;

    ForgetfulBench(Sessions sessions, Predicate<Edge> forgotten) {
        this.sessions = sessions;
        this.forgotten = forgotten;
    }

    @Override
    public List<SystemUnderTest> install(List<Graph> graphs) {
        List<SystemUnderTest> systems = new ArrayList<>();
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
        return systems;
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
        // Nothing happens later.
    }

    @Override
    public List<String> complaints(SystemUnderTest system) {
        return List.of();
    }
}
