/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Statements on {@code cascade.retained_row}. */
public final class RetainedRows {

    /** Rows a transaction of the sweeper. */
    static final int PIECE = 10_000;

    private RetainedRows() {}

    static KeptRow read(Record row) {
        return new KeptRow(
                row.get(0, Long.class),
                row.get(1, String.class),
                "deleted".equals(row.get(2, String.class)),
                row.get(3, UUID.class));
    }

    /** Those that went where the deletion began. */
    static List<KeptRow> ofDeletion(DSLContext tx, UUID deletion) {
        return tx.fetch(
                        "SELECT id, relation, kind, shape FROM cascade.retained_row WHERE deletion_id = ?"
                                + " AND cause_event IS NULL AND retained_until > now() ORDER BY id",
                        deletion)
                .map(RetainedRows::read);
    }

    /** They are back. */
    static void forget(DSLContext tx, Collection<Long> ids) {
        tx.execute(
                "DELETE FROM cascade.retained_row AS r USING unnest(CAST(? AS bigint[])) AS i (id) WHERE r.id = i.id",
                (Object) ids.toArray(Long[]::new));
    }

    static void refuse(DSLContext tx, Collection<Long> ids, UUID event) {
        if (!ids.isEmpty()) {
            tx.execute(
                    "UPDATE cascade.retained_row SET refused_by = ? WHERE id = ANY (?)",
                    event,
                    ids.toArray(Long[]::new));
        }
    }

    /** Removes what has expired, piece by piece, and what is left of restorations whose deletions have been swept. */
    public static void expire(DSLContext dsl) {
        int removed = PIECE;
        while (removed == PIECE) {
            removed = dsl.execute(
                    "DELETE FROM cascade.retained_row WHERE ctid = ANY (ARRAY(SELECT ctid FROM cascade.retained_row"
                            + " WHERE retained_until < now() LIMIT ?))",
                    PIECE);
        }
        dsl.execute("DELETE FROM cascade.restoration AS r"
                + " WHERE NOT EXISTS (SELECT FROM cascade.deletion AS d WHERE d.id = r.deletion_id)");
        dsl.execute("DELETE FROM cascade.restored_event AS r WHERE upstream_event IS NULL"
                + " AND NOT EXISTS (SELECT FROM cascade.deletion AS d WHERE d.id = r.deletion_id)");
    }
}
