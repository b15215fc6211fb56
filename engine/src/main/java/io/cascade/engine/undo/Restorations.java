/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.contracts.event.Restoration.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What has become of deletions that were to be taken back, where they began. */
public final class Restorations {

    private Restorations() {}

    /** Whether a deletion has settled and there is something to take back, as far as can be told without trying. */
    public static boolean restorable(DSLContext dsl, UUID deletion, @Nullable RestorationProgress before) {
        boolean again = before != null
                && (before.state() == RestorationProgress.State.PARTIAL
                        || before.state() == RestorationProgress.State.REFUSED);
        if (before != null && !again) {
            return false;
        }
        return dsl.fetchSingle(
                        """
                        SELECT (CAST(? AS boolean) OR EXISTS (SELECT FROM cascade.retained_row
                                    WHERE deletion_id = ? AND cause_event IS NULL AND retained_until > now()))
                            AND EXISTS (SELECT FROM cascade.delivery WHERE deletion_id = ? AND cause_event IS NULL)
                            AND NOT EXISTS (SELECT FROM cascade.delivery
                                WHERE deletion_id = ? AND cause_event IS NULL AND state NOT IN ('settled', 'discarded'))
                        """,
                        again,
                        deletion,
                        deletion,
                        deletion)
                .get(0, Boolean.class);
    }

    /** Empty for a deletion that nobody has tried to take back, or not here. */
    public static Optional<RestorationProgress> progress(DSLContext dsl, UUID deletion) {
        Record restoration = dsl.fetchOne(
                "SELECT attempt, rows, refusals, begun_at FROM cascade.restoration WHERE deletion_id = ?", deletion);
        if (restoration == null) {
            return Optional.empty();
        }
        Refusals refusals = new Refusals().add(Refusals.read(restoration.get(2, JSONB.class)));
        Record below = dsl.fetchSingle(
                """
                SELECT coalesce(sum(rows), 0)::bigint, coalesce(bool_or(NOT done), false)
                FROM cascade.restored_event WHERE deletion_id = ? AND upstream_event IS NULL
                """,
                deletion);
        dsl.fetch(
                        """
                        SELECT refusals FROM cascade.restored_event
                        WHERE deletion_id = ? AND upstream_event IS NULL AND attempt = ? AND refusals <> '[]'
                        """,
                        deletion,
                        restoration.get(0, Integer.class))
                .forEach(row -> refusals.add(Refusals.read(row.get(0, JSONB.class))));
        long rows = restoration.get(1, Long.class) + below.get(0, Long.class);
        List<Refusal> refused = refusals.list();
        Instant begun = restoration.get(3, OffsetDateTime.class).toInstant();
        return Optional.of(new RestorationProgress(
                RestorationProgress.state(below.get(1, Boolean.class), rows, refused), begun, rows, refused));
    }
}
