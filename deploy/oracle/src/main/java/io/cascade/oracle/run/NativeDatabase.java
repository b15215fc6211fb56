/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import java.util.ArrayList;
import java.util.List;

/** The judge: all tables of a graph in one schema of one PostgreSQL, with native foreign keys. */
public final class NativeDatabase {

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
        return Execution.run(
                sessions,
                schema,
                operation,
                (place, expected) -> !LegitimateDifference.permit(
                        graph, operation, operation.statements().get(place), expected, actual.get(place)));
    }

    List<String> rows(Table table) {
        return Execution.select(sessions, schema, table, table.row(), "true");
    }

    public void drop() {
        sessions.run("public", List.of("DROP SCHEMA IF EXISTS " + schema + " CASCADE"));
    }
}
