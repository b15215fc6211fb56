/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import io.cascade.contracts.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Quotes what comes from contracts, so that any legal name is safe in generated SQL. */
public final class Sql {

    /** The engine's schema. */
    public static final String SCHEMA = "cascade";

    /** NAMEDATALEN - 1. */
    private static final int MAX_IDENTIFIER = 63;

    private Sql() {}

    /** A quoted identifier. */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** A quoted, schema-qualified table. */
    public static String quote(TableName table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    /** The table's oid as an SQL expression; NULL when there is no such table. */
    public static String regclass(TableName table) {
        return "to_regclass(" + literal(quote(table)) + ")";
    }

    /** A string literal; relies on standard_conforming_strings, on since PostgreSQL 9.1. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    public static <T> String list(Collection<T> items, Function<T, String> render) {
        return list(items, ", ", render);
    }

    public static <T> String list(Collection<T> items, String separator, Function<T, String> render) {
        return items.stream().map(render).collect(Collectors.joining(separator));
    }

    /**
     * A plain lower-case identifier made of parts. What had to be changed or cut gets a checksum, so that different parts
     * do not end in one name.
     *
     * @param room bytes to leave for a suffix
     */
    public static String identifier(int room, String... parts) {
        String exact = String.join("__", parts);
        String plain = exact.replace('-', '_').toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        int max = MAX_IDENTIFIER - room;
        if (plain.equals(exact.replace('-', '_')) && plain.length() <= max) {
            return plain;
        }
        CRC32 checksum = new CRC32();
        checksum.update(exact.getBytes(StandardCharsets.UTF_8));
        String suffix = String.format("_%08x", checksum.getValue());
        return plain.substring(0, Math.min(plain.length(), max - suffix.length())) + suffix;
    }
}
