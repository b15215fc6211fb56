/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.TableName;
import java.util.List;
import org.jooq.DSLContext;

/**
 * A foreign key within one database that deletes.
 *
 * @param table the referring one
 * @param columns its columns
 * @param references the columns that they refer to, in the same order
 */
record LocalCascade(TableName table, List<String> columns, List<String> references) {

    LocalCascade {
        columns = List.copyOf(columns);
        references = List.copyOf(references);
    }

    /** Those to a table. One of a table to itself is left out: its rows would have to be followed one by one. */
    static List<LocalCascade> to(DSLContext tx, TableName table) {
        return tx.fetch(
                        """
                        SELECT n.nspname, c.relname,
                               ARRAY(SELECT a.attname::text FROM unnest(con.conkey) WITH ORDINALITY AS k (attnum, position)
                                     JOIN pg_attribute AS a ON a.attrelid = con.conrelid AND a.attnum = k.attnum
                                     ORDER BY k.position),
                               ARRAY(SELECT a.attname::text FROM unnest(con.confkey) WITH ORDINALITY AS k (attnum, position)
                                     JOIN pg_attribute AS a ON a.attrelid = con.confrelid AND a.attnum = k.attnum
                                     ORDER BY k.position)
                        FROM pg_constraint AS con
                        JOIN pg_class AS c ON c.oid = con.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        JOIN pg_class AS r ON r.oid = con.confrelid JOIN pg_namespace AS rn ON rn.oid = r.relnamespace
                        WHERE con.contype = 'f' AND con.confdeltype = 'c' AND con.conparentid = 0
                            AND con.conrelid <> con.confrelid AND rn.nspname = ? AND r.relname = ?
                        ORDER BY n.nspname, c.relname, con.conname
                        """,
                        table.schema(),
                        table.name())
                .map(row -> new LocalCascade(
                        new TableName(row.get(0, String.class), row.get(1, String.class)),
                        List.of(row.get(2, String[].class)),
                        List.of(row.get(3, String[].class))));
    }
}
