/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import io.cascade.contracts.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Quotes what comes from contracts, so that any legal name is safe in generated SQL. */
public final class Sql {

    /** The engine's schema. */
    public static final String SCHEMA = "cascade";

    /** What a refusal names as its constraint when a delete has not been asked for. */
    public static final String GUARD = "cascade_guard";

    /** What a refusal names as its constraint when a statement deletes too many keys. */
    public static final String MAX_KEYS = "cascade_max_keys";

    /**
     * In a function with SECURITY DEFINER: whether the session is the engine's own, so that its settings can be believed. Anybody
     * can set a setting.
     */
    public static final String TRUSTED = "pg_has_role(session_user, current_user, 'MEMBER')";

    /** Joined by two underscores, such parts give every list of parts a name of its own. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)*");

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
     * A plain lower-case identifier made of parts. What had to be changed or cut, or could be read as other parts, gets a
     * checksum: two tables that ended in one name would publish each other's keys.
     *
     * @param room bytes to leave for a suffix
     */
    public static String identifier(int room, String... parts) {
        String plain = String.join("__", parts).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        int max = MAX_IDENTIFIER - room;
        if (plain.length() <= max
                && Arrays.stream(parts).allMatch(part -> PLAIN.matcher(part).matches())) {
            return plain;
        }
        CRC32 checksum = new CRC32();
        checksum.update(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
        String suffix = String.format("_%08x", checksum.getValue());
        return plain.substring(0, Math.min(plain.length(), max - suffix.length())) + suffix;
    }
}
