/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The rows counted so far for events of which some keys are held. */
final class HeldDeliveries {

    private HeldDeliveries() {}

    static void add(DSLContext tx, UUID event, String relationship, long rows) {
        tx.execute(
                """
                INSERT INTO cascade.held_delivery AS d (event_id, relationship, rows) VALUES (?, ?, ?)
                ON CONFLICT (event_id, relationship) DO UPDATE SET rows = d.rows + EXCLUDED.rows
                """,
                event,
                relationship,
                rows);
    }

    /** Removes all that was counted of an event, and returns it by relationship; empty if nothing was. */
    static Map<String, Long> take(DSLContext tx, UUID event) {
        return tx.fetch("DELETE FROM cascade.held_delivery WHERE event_id = ? RETURNING relationship, rows", event)
                .intoMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
    }

    /** Removes the count and returns it. */
    static long finish(DSLContext tx, UUID event, String relationship) {
        Record row = tx.fetchOne(
                "DELETE FROM cascade.held_delivery WHERE event_id = ? AND relationship = ? RETURNING rows",
                event,
                relationship);
        return row == null ? 0 : row.get(0, Long.class);
    }
}
