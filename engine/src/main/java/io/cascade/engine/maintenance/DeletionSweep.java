/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.maintenance;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Forgets deletions that ended long ago, with their deliveries, in transactions of a bounded size. What is open stays however
 * old it is, and so does what may still be restored, or is being restored.
 */
final class DeletionSweep {

    private static final int DELETIONS = 500;
    private static final int DELIVERIES = 10_000;

    private final DSLContext dsl;
    private final Duration retention;

    DeletionSweep(DSLContext dsl, Duration retention) {
        this.dsl = dsl;
        this.retention = retention;
    }

    void run() {
        dsl.execute(
                "DELETE FROM cascade.restoration_task WHERE state = 'done' AND progress_at < now() - CAST(? AS interval)",
                retention.toSeconds() + " s");
        List<UUID> ended = ended();
        while (!ended.isEmpty() && !Thread.currentThread().isInterrupted()) {
            forget(ended.toArray(UUID[]::new));
            ended = ended();
        }
    }

    /** Rows below are added up when an event settles, so none of a deletion's deliveries goes before all have ended. */
    private List<UUID> ended() {
        return dsl.fetch(
                        """
                        SELECT d.id FROM cascade.deletion AS d
                        WHERE d.created_at < now() - CAST(? AS interval)
                        AND NOT EXISTS (SELECT FROM cascade.delivery AS o
                            WHERE o.deletion_id = d.id AND o.state NOT IN ('settled', 'discarded'))
                        AND NOT EXISTS (SELECT FROM cascade.retained_row AS r WHERE r.deletion_id = d.id)
                        AND NOT EXISTS (SELECT FROM cascade.restoration_task AS t
                            WHERE t.deletion_id = d.id AND t.state <> 'done')
                        AND NOT EXISTS (SELECT FROM cascade.restored_event AS e
                            WHERE e.deletion_id = d.id AND (NOT e.done OR e.refusals <> '[]'))
                        ORDER BY d.created_at LIMIT ?
                        """,
                        retention.toSeconds() + " s",
                        DELETIONS)
                .map(row -> row.get(0, UUID.class));
    }

    private void forget(UUID[] deletions) {
        int removed = DELIVERIES;
        while (removed == DELIVERIES) {
            removed = dsl.execute(
                    "DELETE FROM cascade.delivery WHERE ctid = ANY (ARRAY(SELECT ctid FROM cascade.delivery"
                            + " WHERE deletion_id = ANY (CAST(? AS uuid[])) AND state IN ('settled', 'discarded') LIMIT ?))",
                    deletions,
                    DELIVERIES);
        }
        // Unless the deletion has come back here meanwhile.
        dsl.execute(
                "DELETE FROM cascade.deletion AS d WHERE d.id = ANY (CAST(? AS uuid[]))"
                        + " AND NOT EXISTS (SELECT FROM cascade.delivery AS o WHERE o.deletion_id = d.id)",
                (Object) deletions);
    }
}
