/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Operation.RequestedDelete;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The judge: all tables of a graph in one schema of one PostgreSQL, with native foreign keys. */
public final class NativeDatabase {

    private static final Set<Answer> REFUSALS = Set.of(new Answer.Refused("23001"), new Answer.Refused("23503"));

    private final Graph graph;
    private final Sessions sessions;
    private final String schema;

    /** @param schema of its own, as SQL writes it; what was there before is dropped */
    public NativeDatabase(Graph graph, Sessions sessions, String schema) {
        this.graph = graph;
        this.sessions = sessions;
        this.schema = schema;
        List<String> statements =
                new ArrayList<>(List.of("DROP SCHEMA IF EXISTS " + schema + " CASCADE", "CREATE SCHEMA " + schema));
        graph.tables().forEach(table -> statements.addAll(graph.ddl(table, schema)));
        statements.addAll(graph.nativeForeignKeys(schema));
        sessions.run("public", statements);
    }

    /**
     * Does what the system has done already. What it refused and may refuse is not kept here either, so that both go on from
     * the same rows.
     *
     * @return PostgreSQL's own answers
     */
    List<Answer> replay(Operation operation, List<Answer> actual) {
        if (operation instanceof RequestedDelete delete && restrictsItself(delete)) {
            return follow(delete, actual);
        }
        return Execution.run(
                sessions,
                schema,
                operation,
                (place, expected) -> !LegitimateDifference.permit(
                        graph, operation, operation.statements().get(place), expected, actual.get(place)));
    }

    private boolean restrictsItself(RequestedDelete delete) {
        return sessions.with(
                schema, (connection, statement) -> new CascadeClosure(graph, statement).restrictsItself(delete));
    }

    /**
     * A row that restricts a delete but would go by another branch of the same delete: PostgreSQL allows it or not by the order
     * of its triggers, the services by their votes. Either is legitimate, and PostgreSQL is made to follow.
     */
    private List<Answer> follow(RequestedDelete delete, List<Answer> actual) {
        if (actual.get(0) instanceof Answer.Done) {
            sessions.with(schema, (connection, statement) -> {
                CascadeClosure closure = new CascadeClosure(graph, statement);
                closure.restrictsItself(delete);
                closure.deleteRestricting();
                statement.execute(delete.statements().get(0).sql());
                connection.commit();
                return true;
            });
            return actual;
        }
        return REFUSALS.contains(actual.get(0))
                ? actual
                : Execution.run(sessions, schema, delete, (place, answer) -> true);
    }

    List<String> rows(Table table) {
        return Execution.select(sessions, schema, table, table.row(), "true");
    }

    public void drop() {
        sessions.run("public", List.of("DROP SCHEMA IF EXISTS " + schema + " CASCADE"));
    }
}
