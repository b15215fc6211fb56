/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Action;
import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation.RequestedDelete;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rows that a delete would take along, found in the database with native foreign keys before it is done there. */
record CascadeClosure(Graph graph, Statement statement) {

    private static final String ROWS = "pg_temp.closure";

    /** Whether some row that restricts the delete of a key would go itself, and the key as well. */
    boolean restrictsItself(RequestedDelete delete) throws SQLException {
        statement.execute(
                "CREATE TEMP TABLE closure (tab integer, place tid, PRIMARY KEY (tab, place)) ON COMMIT DROP");
        statement.execute("INSERT INTO " + ROWS + " SELECT " + number(delete.table()) + ", ctid FROM "
                + delete.table().name() + " WHERE " + delete.condition());
        int grown = 1;
        while (grown > 0) {
            grown = 0;
            for (Edge edge : graph.relationships()) {
                if (edge.action() == Action.CASCADE) {
                    grown += statement.executeUpdate("INSERT INTO " + ROWS + " SELECT " + number(edge.child())
                            + ", c.ctid FROM " + edge.child().name() + " AS c WHERE " + parentGoes(edge)
                            + " ON CONFLICT DO NOTHING");
                }
            }
        }
        boolean restricts = false;
        for (Edge edge : graph.relationships()) {
            restricts |= edge.action().refuses() && within(edge);
        }
        return restricts;
    }

    /** Takes the restricting rows out of the way, so that PostgreSQL follows a system that has deleted all of them. */
    void deleteRestricting() throws SQLException {
        for (Edge edge : graph.relationships()) {
            if (edge.action().refuses()) {
                statement.execute("DELETE FROM " + edge.child().name() + " AS c WHERE " + goes(edge.child(), "c")
                        + " AND " + parentGoes(edge));
            }
        }
    }

    private boolean within(Edge edge) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT EXISTS (SELECT FROM "
                + edge.child().name() + " AS c WHERE " + goes(edge.child(), "c") + " AND " + parentGoes(edge) + ")")) {
            result.next();
            return result.getBoolean(1);
        }
    }

    private String parentGoes(Edge edge) {
        String refers = IntStream.range(0, edge.columns().size())
                .mapToObj(i -> "p." + edge.target().columns().get(i) + " = c."
                        + edge.columns().get(i))
                .collect(Collectors.joining(" AND "));
        return "EXISTS (SELECT FROM " + edge.parent().name() + " AS p WHERE " + refers + " AND "
                + goes(edge.parent(), "p") + ")";
    }

    private String goes(Table table, String alias) {
        return "EXISTS (SELECT FROM " + ROWS + " AS x WHERE x.tab = " + number(table) + " AND x.place = " + alias
                + ".ctid)";
    }

    private int number(Table table) {
        return graph.tables().indexOf(table);
    }
}
