/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A relationship.
 *
 * @param key which of the parent's keys it refers to
 * @param columns of the child, as SQL writes them
 * @param setColumns those that a SET NULL sets, if not all
 * @param hasDefault whether the columns default to the parent's row of ordinal 0, which always stays
 * @param enforced false once the shrinker has found that it does not matter; its columns stay, as statements name them
 */
public record Edge(
        String name,
        Table parent,
        int key,
        Table child,
        List<String> columns,
        Action action,
        List<String> setColumns,
        boolean notNull,
        boolean hasDefault,
        boolean deleteOrphan,
        boolean eventual,
        boolean enforced) {

    public Key target() {
        return parent.keys().get(key);
    }

    Edge withoutEnforcement() {
        return new Edge(
                name,
                parent,
                key,
                child,
                columns,
                action,
                setColumns,
                notNull,
                hasDefault,
                deleteOrphan,
                eventual,
                false);
    }

    List<String> declarations() {
        List<String> defaults = target().literals(0);
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " " + target().types().get(i).sql() + (notNull ? " NOT NULL" : "")
                        + (hasDefault ? " DEFAULT " + defaults.get(i) : ""))
                .toList();
    }

    String nativeForeignKey(String schema) {
        return "ALTER TABLE " + schema + "." + child.name() + " ADD CONSTRAINT " + SqlText.identifier(name)
                + " FOREIGN KEY (" + String.join(", ", columns) + ") REFERENCES " + schema + "." + parent.name() + " ("
                + String.join(", ", target().columns()) + ") ON DELETE " + action.sql()
                + (setColumns.isEmpty() ? "" : " (" + String.join(", ", setColumns) + ")");
    }

    /** The contract, as a file holds it. */
    String contract(String relationship, String schema) {
        List<String> lines = new ArrayList<>();
        lines.add("name: " + relationship);
        lines.add("parent:");
        lines.add("  service: " + parent.service());
        lines.add("  table: " + yaml(qualified(parent, schema)));
        lines.add("  key:");
        for (int i = 0; i < columns.size(); i++) {
            lines.add("    - {column: " + yaml(target().columns().get(i)) + ", type: "
                    + target().types().get(i).sql() + "}");
        }
        lines.add("child:");
        lines.add("  service: " + child.service());
        lines.add("  table: " + yaml(qualified(child, schema)));
        lines.add("  columns: " + list(columns));
        lines.add("onDelete: " + action.sql());
        if (!setColumns.isEmpty()) {
            lines.add("setColumns: " + list(setColumns));
        }
        if (deleteOrphan) {
            lines.add("deleteOrphan: true");
        }
        if (eventual) {
            lines.add("check: eventual");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String qualified(Table table, String schema) {
        return table.example() ? table.name() : schema + "." + table.name();
    }

    private static String list(List<String> names) {
        return "[" + String.join(", ", names.stream().map(Edge::yaml).toList()) + "]";
    }

    private static String yaml(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
