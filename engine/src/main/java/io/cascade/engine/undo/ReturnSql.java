/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * The statement that brings rows of one shape back, for the table as it is now. Columns that came later take their default.
 */
final class ReturnSql {

    private static final String COLUMNS =
            """
            SELECT c.name, format_type(a.atttypid, a.atttypmod), i.indrelid IS NOT NULL AS identifies,
                   coalesce(b.typname, t.typname) IN ('json', 'jsonb') AS json,
                   pg_get_expr(d.adbin, d.adrelid) AS value
            FROM cascade.retained_shape AS s, unnest(s.names) WITH ORDINALITY AS c (name, position)
            JOIN pg_attribute AS a ON a.attrelid = to_regclass(?) AND a.attname = c.name
            JOIN pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN pg_type AS b ON b.oid = t.typbasetype
            LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
            WHERE s.id = ? ORDER BY c.position
            """;

    /** A column as the table has it now. */
    private record Column(String name, String type, boolean key, boolean json, @Nullable String standard) {

        /** A string in JSON is a value of JSON itself to such a column, unless it is told otherwise. */
        String value() {
            return json ? "CAST(k.row ->> " + Sql.literal(name) + " AS " + type + ")" : "p." + Sql.quote(name);
        }

        /** Whether nobody has given the row another reference since. */
        String untouched() {
            String now = "t." + Sql.quote(name);
            return "(" + now + " IS NULL OR " + now + " IS NOT DISTINCT FROM " + value()
                    + (standard == null ? "" : " OR " + now + " IS NOT DISTINCT FROM (" + standard + ")") + ")";
        }
    }

    private ReturnSql() {}

    /** Why rows of the shape cannot come back at all; null when they can. */
    static @Nullable String obstacle(DSLContext tx, KeptRow.Group group) {
        Record found = tx.fetchSingle(
                "SELECT to_regclass(?) IS NULL, cascade.changed_columns(CAST(? AS uuid))",
                group.relation(),
                group.shape());
        if (found.get(0, Boolean.class)) {
            return "the table " + group.relation() + " does not exist any more";
        }
        String[] changed = found.get(1, String[].class);
        return changed == null || changed.length == 0
                ? null
                : "the columns of " + group.relation() + " have changed: "
                        + List.of(changed).stream().limit(10).collect(Collectors.joining(", "));
    }

    /** Takes the ids as its binding, and changes one row for each. */
    static String of(DSLContext tx, KeptRow.Group group) {
        List<Column> columns = tx.fetch(COLUMNS, group.relation(), group.shape())
                .map(row -> new Column(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, Boolean.class),
                        row.get(3, Boolean.class),
                        row.get(4, String.class)));
        // A join, because a long list of ids may be searched from its start for each row.
        String rows = "(SELECT r.row FROM unnest(CAST(? AS bigint[])) AS i (id)"
                + " JOIN cascade.retained_row AS r ON r.id = i.id ORDER BY r.id) AS k,"
                + " LATERAL jsonb_populate_record(CAST(NULL AS " + group.relation() + "), k.row) AS p";
        return group.deleted() ? insert(group, columns, rows) : update(group, columns, rows);
    }

    private static String insert(KeptRow.Group group, List<Column> columns, String rows) {
        return "INSERT INTO " + group.relation() + " (" + Sql.list(columns, column -> Sql.quote(column.name()))
                + ") OVERRIDING SYSTEM VALUE SELECT " + Sql.list(columns, Column::value) + " FROM " + rows;
    }

    private static String update(KeptRow.Group group, List<Column> columns, String rows) {
        Map<Boolean, List<Column>> byKey = columns.stream().collect(Collectors.partitioningBy(Column::key));
        List<Column> changed = byKey.getOrDefault(false, List.of());
        List<String> conditions = new ArrayList<>();
        byKey.getOrDefault(true, List.of())
                .forEach(column -> conditions.add("t." + Sql.quote(column.name()) + " = " + column.value()));
        changed.forEach(column -> conditions.add(column.untouched()));
        return "UPDATE " + group.relation() + " AS t SET "
                + Sql.list(changed, column -> Sql.quote(column.name()) + " = " + column.value()) + " FROM " + rows
                + " WHERE " + String.join(" AND ", conditions);
    }
}
