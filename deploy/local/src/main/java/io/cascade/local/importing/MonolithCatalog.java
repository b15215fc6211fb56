/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.importing;

import io.cascade.contracts.TableName;
import io.cascade.contracts.importing.ForeignKey;
import io.cascade.contracts.importing.ForeignKey.Column;
import io.cascade.contracts.importing.ForeignKey.Trait;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the foreign keys of a database. */
final class MonolithCatalog {

    private static final String TABLES =
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
            """;

    /** By way of JSON, because older servers lack some columns of pg_constraint. */
    private static final String FOREIGN_KEYS =
            """
            SELECT con.conname, cn.nspname, c.relname, pn.nspname, p.relname,
                   con.confdeltype::text, con.confupdtype::text, con.confmatchtype = 'f', con.condeferrable,
                   con.convalidated, to_jsonb(con) ->> 'conenforced' = 'false', to_jsonb(con) ->> 'conperiod' = 'true',
                   p.relkind = 'p' OR p.relispartition
                       OR EXISTS (SELECT FROM pg_inherits i WHERE p.oid IN (i.inhrelid, i.inhparent)),
                   %s, %s,
                   ARRAY(SELECT a.attname::text FROM
                         jsonb_array_elements_text(coalesce(nullif(to_jsonb(con) -> 'confdelsetcols', 'null'), '[]')) s (num)
                         JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = s.num::int)
            FROM pg_constraint con
            JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
            JOIN pg_class p ON p.oid = con.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
            WHERE con.contype = 'f' AND con.conparentid = 0
            ORDER BY cn.nspname, c.relname, con.conname
            """
                    .formatted(columns("conrelid", "conkey"), columns("confrelid", "confkey"));

    private final Connection connection;

    MonolithCatalog(Connection connection) {
        this.connection = connection;
    }

    Set<TableName> tables() throws SQLException {
        Set<TableName> tables = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                tables.add(new TableName(row.getString(1), row.getString(2)));
            }
        }
        return tables;
    }

    List<ForeignKey> foreignKeys() throws SQLException {
        List<ForeignKey> foreignKeys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FOREIGN_KEYS)) {
            while (row.next()) {
                foreignKeys.add(new ForeignKey(
                        row.getString(1),
                        new TableName(row.getString(2), row.getString(3)),
                        columns(row, 14),
                        new TableName(row.getString(4), row.getString(5)),
                        columns(row, 15),
                        action(row.getString(6)),
                        List.of((String[]) row.getArray(16).getArray()),
                        action(row.getString(7)),
                        traits(row)));
            }
        }
        return foreignKeys;
    }

    private static Set<Trait> traits(ResultSet row) throws SQLException {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (row.getBoolean(8)) {
            traits.add(Trait.MATCH_FULL);
        }
        if (row.getBoolean(9)) {
            traits.add(Trait.DEFERRABLE);
        }
        if (row.getBoolean(11)) {
            traits.add(Trait.NOT_ENFORCED);
        } else if (!row.getBoolean(10)) {
            traits.add(Trait.NOT_VALID);
        }
        if (row.getBoolean(12)) {
            traits.add(Trait.PERIOD);
        }
        if (row.getBoolean(13)) {
            traits.add(Trait.DIVIDED_PARENT);
        }
        return traits;
    }

    /** Names and types alternate. */
    private static List<Column> columns(ResultSet row, int index) throws SQLException {
        String[] texts = (String[]) row.getArray(index).getArray();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < texts.length; i += 2) {
            columns.add(new Column(texts[i], texts[i + 1]));
        }
        return columns;
    }

    private static String columns(String table, String numbers) {
        return """
               ARRAY(SELECT t.text FROM unnest(con.%2$s) WITH ORDINALITY k (attnum, position)
                     JOIN pg_attribute a ON a.attrelid = con.%1$s AND a.attnum = k.attnum,
                     LATERAL (VALUES (1, a.attname::text), (2, format_type(a.atttypid, NULL))) AS t (part, text)
                     ORDER BY k.position, t.part)"""
                .formatted(table, numbers);
    }

    private static String action(String code) {
        return switch (code) {
            case "a" -> "NO ACTION";
            case "r" -> "RESTRICT";
            case "c" -> "CASCADE";
            case "n" -> "SET NULL";
            case "d" -> "SET DEFAULT";
            default -> code;
        };
    }
}
