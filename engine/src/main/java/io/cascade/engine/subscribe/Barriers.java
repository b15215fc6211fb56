/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.sql.KeyHash;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * What the parent's service publishes in every bucket so that it is known when all before it has been applied. It is the event
 * that ends a backfill, with an id that no relationship has asked for: a subscriber of an earlier release ignores it.
 */
final class Barriers {

    private final DSLContext dsl;

    Barriers(DSLContext dsl) {
        this.dsl = dsl;
    }

    void expect(UUID barrier) {
        dsl.execute("INSERT INTO cascade.barrier (id) VALUES (?)", barrier);
    }

    boolean arrived(UUID barrier) {
        return dsl.fetchSingle(
                                "SELECT coalesce((SELECT cardinality(buckets) FROM cascade.barrier WHERE id = ?), 0)",
                                barrier)
                        .get(0, Integer.class)
                >= KeyHash.BUCKETS;
    }

    /** Those of instances that are gone, too. */
    void forget(UUID barrier) {
        dsl.execute("DELETE FROM cascade.barrier WHERE id = ? OR created_at < now() - interval '1 day'", barrier);
    }

    static void arrived(DSLContext tx, KeysEvent.Backfilled marker) {
        tx.execute(
                """
                UPDATE cascade.barrier SET buckets = buckets || CAST(? AS integer)
                WHERE id = ? AND NOT buckets @> ARRAY[CAST(? AS integer)]
                """,
                marker.bucket(),
                marker.request(),
                marker.bucket());
    }
}
