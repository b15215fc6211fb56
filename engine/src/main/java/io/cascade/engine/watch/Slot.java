/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * A look at the replication slot.
 *
 * @param status PostgreSQL's word for what it keeps of the log, or {@code missing}
 * @param active whether somebody reads it
 * @param written how far the log is
 * @param confirmed how far its reader is; -1 where there is none
 */
record Slot(String status, boolean active, long written, long confirmed) {

    /** {@code pg_current_wal_insert_lsn}, because a commit may be seen before its log is written. */
    static Slot look(DSLContext dsl, String name) {
        Record row = dsl.fetchSingle(
                """
                SELECT coalesce(s.wal_status, 'missing'), coalesce(s.active, false),
                       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint,
                       coalesce(pg_wal_lsn_diff(s.confirmed_flush_lsn, '0/0')::bigint, -1)
                FROM (SELECT) AS one LEFT JOIN pg_replication_slots AS s ON s.slot_name = ?
                """,
                name);
        return new Slot(
                row.get(0, String.class), row.get(1, Boolean.class), row.get(2, Long.class), row.get(3, Long.class));
    }

    boolean gone() {
        return status.equals("lost") || status.equals("missing");
    }
}
