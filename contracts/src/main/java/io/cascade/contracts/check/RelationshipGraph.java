/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A picture of the contracts: services with their tables, and arrows in the direction in which a delete goes. */
public final class RelationshipGraph {

    private final Map<String, Set<String>> tables = new TreeMap<>();
    private final List<Relationship> relationships;

    public RelationshipGraph(Contracts contracts) {
        relationships = contracts.relationships();
        for (Relationship relationship : relationships) {
            add(TableNode.parent(relationship));
            add(TableNode.child(relationship));
        }
    }

    /** For Markdown: GitHub and GitLab draw it. */
    public String mermaid() {
        List<String> lines = new ArrayList<>(List.of("flowchart LR"));
        tables.forEach((service, names) -> {
            lines.add("  subgraph s" + index(service) + "[\"" + mermaid(service) + "\"]");
            names.forEach(name -> lines.add("    " + node(service, name) + "[\"" + mermaid(name) + "\"]"));
            lines.add("  end");
        });
        relationships.forEach(relationship -> lines.add("  " + node(TableNode.parent(relationship)) + " -->|\""
                + mermaid(label(relationship)) + "\"| " + node(TableNode.child(relationship))));
        return String.join("\n", lines) + "\n";
    }

    /** For Graphviz. */
    public String dot() {
        List<String> lines = new ArrayList<>(List.of("digraph cascade {", "  rankdir=LR;", "  node [shape=box];"));
        tables.forEach((service, names) -> {
            lines.add("  subgraph cluster_" + index(service) + " {");
            lines.add("    label=" + dot(service) + ";");
            names.forEach(name -> lines.add("    " + node(service, name) + " [label=" + dot(name) + "];"));
            lines.add("  }");
        });
        relationships.forEach(relationship -> lines.add("  " + node(TableNode.parent(relationship)) + " -> "
                + node(TableNode.child(relationship)) + " [label=" + dot(label(relationship)) + "];"));
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private void add(TableNode node) {
        tables.computeIfAbsent(node.service(), unused -> new TreeSet<>())
                .add(node.table().toString());
    }

    private static String label(Relationship relationship) {
        return relationship.name() + ": " + relationship.onDelete().sql();
    }

    private String node(TableNode node) {
        return node(node.service(), node.table().toString());
    }

    private String node(String service, String table) {
        return "t" + index(service) + "_" + new ArrayList<>(tables.getOrDefault(service, Set.of())).indexOf(table);
    }

    private int index(String service) {
        return new ArrayList<>(tables.keySet()).indexOf(service);
    }

    private static String mermaid(String text) {
        return text.replace("#", "#35;").replace("\"", "#quot;");
    }

    private static String dot(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
