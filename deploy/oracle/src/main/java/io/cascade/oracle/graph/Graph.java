/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tables, spread over services, and the relationships between them. */
public record Graph(List<Table> tables, List<Edge> edges) {

    public Graph {
        tables = List.copyOf(tables);
        edges = List.copyOf(edges);
    }

    public List<Edge> relationships() {
        return edges.stream().filter(Edge::enforced).toList();
    }

    /** The references that a table's rows hold, enforced or not. */
    public List<Edge> referencesOf(Table child) {
        return edges.stream().filter(edge -> edge.child().equals(child)).toList();
    }

    public boolean isParent(Table table) {
        return relationships().stream().anyMatch(edge -> edge.parent().equals(table));
    }

    public Set<String> services() {
        Set<String> services = new TreeSet<>();
        tables.forEach(table -> services.add(table.service()));
        return services;
    }

    public List<Table> tablesOf(String service) {
        return tables.stream().filter(table -> table.service().equals(service)).toList();
    }

    /** Whether the example's own tables are among them, which exist once and are served by REST. */
    public boolean usesExample() {
        return tables.stream().anyMatch(Table::example);
    }

    /** The tables that a delete from a table may change, by one relationship or more; with cycles the table itself. */
    public Set<Table> reachableFrom(Table table) {
        Set<Table> reached = new LinkedHashSet<>();
        Deque<Table> open = new ArrayDeque<>(List.of(table));
        while (!open.isEmpty()) {
            Table from = open.pop();
            for (Edge edge : relationships()) {
                if (edge.parent().equals(from) && reached.add(edge.child())) {
                    open.push(edge.child());
                }
            }
        }
        return reached;
    }

    /**
     * The tables from which a raw DELETE is refused, because the children's services must agree first: those referred to by a
     * relationship that refuses, and those whose delete cascades to such a table.
     */
    public Set<Table> guarded() {
        Set<Table> guarded = new LinkedHashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Edge edge : relationships()) {
                if (edge.action().refuses() || (edge.action() == Action.CASCADE && guarded.contains(edge.child()))) {
                    grown |= guarded.add(edge.parent());
                }
            }
        }
        return guarded;
    }

    /** The statements that make a table and what belongs to it, in a schema that exists; without its distributed references. */
    public List<String> ddl(Table table, String schema) {
        String name = schema + "." + table.name();
        List<String> statements = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> constraints = new ArrayList<>();
        for (Key key : table.keys()) {
            columns.addAll(key.declarations());
            constraints.add(
                    (constraints.isEmpty() ? "PRIMARY KEY (" : "UNIQUE (") + String.join(", ", key.columns()) + ")");
        }
        table.localRoot().ifPresent(root -> {
            statements.add("CREATE TABLE " + schema + "." + root + " (id integer PRIMARY KEY)");
            columns.add(Table.LOCAL_COLUMN + " integer REFERENCES " + schema + "." + root + " ON DELETE CASCADE");
        });
        if (table.example()) {
            columns.add("name text NOT NULL");
        }
        referencesOf(table).forEach(edge -> columns.addAll(edge.declarations()));
        columns.addAll(constraints);
        statements.add("CREATE TABLE " + name + " (" + String.join(", ", columns) + ")");
        referencesOf(table)
                .forEach(edge ->
                        statements.add("CREATE INDEX ON " + name + " (" + String.join(", ", edge.columns()) + ")"));
        statements.add("CREATE VIEW " + schema + "." + table.view() + " AS SELECT * FROM " + name);
        return statements;
    }

    public List<String> nativeForeignKeys(String schema) {
        List<String> statements = new ArrayList<>();
        for (Edge edge : relationships()) {
            statements.add(edge.nativeForeignKey(schema));
            if (edge.deleteOrphan()) {
                statements.addAll(DeleteOrphanTrigger.of(edge, schema));
            }
        }
        return statements;
    }

    /**
     * The contracts by relationship.
     *
     * @param prefix makes the names different from those of other graphs
     */
    public Map<String, String> contracts(String prefix, String schema) {
        Map<String, String> contracts = new LinkedHashMap<>();
        for (Edge edge : relationships()) {
            String name = edge.parent().example() && edge.child().example() ? edge.name() : prefix + edge.name();
            contracts.put(name, edge.contract(name, schema));
        }
        return contracts;
    }

    /** The same tables with one relationship less. */
    public Graph without(Edge edge) {
        return new Graph(
                tables,
                edges.stream()
                        .map(each -> each.equals(edge) ? each.withoutEnforcement() : each)
                        .toList());
    }

    /** Without a table that no relationship needs. */
    public Graph without(Table table) {
        return new Graph(
                tables.stream().filter(each -> !each.equals(table)).toList(),
                edges.stream().filter(edge -> !edge.child().equals(table)).toList());
    }
}
