/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.List;

/**
 * A schema-qualified table, by the names that the catalog stores.
 *
 * @param schema unquoted
 * @param name unquoted
 */
public record TableName(String schema, String name) implements Comparable<TableName> {

    /**
     * Reads a table as SQL writes it; the schema is {@code public} when left out, whatever the search path is.
     *
     * @throws IllegalArgumentException with the reason when the text is no table name
     */
    public static TableName parse(String text) {
        List<String> parts = Identifiers.parse(text);
        return switch (parts.size()) {
            case 1 -> new TableName("public", parts.get(0));
            case 2 -> new TableName(parts.get(0), parts.get(1));
            default -> throw new IllegalArgumentException("'" + text + "' has too many parts; write schema.table");
        };
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** The plain dotted form that events and messages carry; not for use in SQL. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
