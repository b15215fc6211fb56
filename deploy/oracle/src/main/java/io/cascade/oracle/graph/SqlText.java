/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

/** Literals and identifiers. Literals are ASCII, so that a printed history can be copied from any terminal. */
public final class SqlText {

    private SqlText() {}

    public static String literal(String text) {
        StringBuilder sql = new StringBuilder("E'");
        text.codePoints().forEach(c -> {
            if (c == '\'' || c == '\\') {
                sql.append((char) c).append((char) c);
            } else if (c >= ' ' && c < 0x7f) {
                sql.append((char) c);
            } else if (c > 0xffff) {
                sql.append(String.format("\\U%08X", c));
            } else {
                sql.append(String.format("\\u%04X", c));
            }
        });
        return sql.append('\'').toString();
    }

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
