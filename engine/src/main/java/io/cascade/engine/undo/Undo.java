/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.contracts.Contracts;
import io.cascade.engine.sql.TransactionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Takes deletions back, where they began. */
public final class Undo {

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

    private final DSLContext dsl;
    private final RestoredEvents events;

    public Undo(DSLContext dsl, String service, Contracts contracts) {
        this.dsl = dsl;
        this.events = new RestoredEvents(service, contracts);
    }

    /**
     * Brings the deleted rows of this database back and asks the services that they took rows along in, all in one
     * transaction. Once more after some rows were refused: then for those that are still kept.
     */
    public RestoreResult restore(UUID deletion) {
        return dsl.transactionResult(configuration -> restore(configuration.dsl(), deletion));
    }

    private RestoreResult restore(DSLContext tx, UUID deletion) {
        RowReturn.readable(tx);
        TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
        Record found = tx.fetchOne("SELECT retain FROM cascade.deletion WHERE id = ? FOR UPDATE", deletion);
        if (found == null) {
            return new RestoreResult.Unknown();
        }
        Optional<RestorationProgress> before = Restorations.progress(tx, deletion);
        List<KeptRow> rows = RetainedRows.ofDeletion(tx, deletion);
        String obstacle = obstacle(tx, deletion, before, found.get(0, Boolean.class), rows.isEmpty());
        if (obstacle != null) {
            return new RestoreResult.Refused(List.of(obstacle));
        }
        long since = tx.fetchSingle("SELECT nextval('cascade.key_version')").get(0, Long.class);
        try {
            new RowReturn(tx).all(rows);
        } catch (RowReturn.Refused e) {
            return new RestoreResult.Refused(List.of(e.reason()));
        }
        RetainedRows.forget(tx, rows.stream().map(KeptRow::id).toList());
        int attempt = tx.fetchSingle(
                        "SELECT coalesce(max(attempt), 0) + 1 FROM cascade.restoration WHERE deletion_id = ?", deletion)
                .get(0, Integer.class);
        RestoredEvents.Level top = new RestoredEvents.Level(deletion, attempt, null, null, null, since);
        JSONB lost = new Refusals().add(events.lost(tx, top)).json();
        tx.execute(
                """
                INSERT INTO cascade.restoration AS r (deletion_id, rows, refusals) VALUES (?, ?, CAST(? AS jsonb))
                ON CONFLICT (deletion_id) DO UPDATE SET attempt = r.attempt + 1, rows = r.rows + EXCLUDED.rows,
                    refusals = EXCLUDED.refusals
                """,
                deletion,
                rows.size(),
                lost);
        events.publish(tx, top);
        return new RestoreResult.Begun();
    }

    private static @Nullable String obstacle(
            DSLContext tx, UUID deletion, Optional<RestorationProgress> before, boolean retained, boolean nothing) {
        if (before.isPresent() && before.get().state() == RestorationProgress.State.RUNNING) {
            return "it is being restored already";
        }
        if (before.isPresent() && before.get().state() == RestorationProgress.State.RESTORED) {
            return "it has been restored already";
        }
        Record deliveries = tx.fetchSingle(
                "SELECT count(*), count(*) FILTER (WHERE state NOT IN ('settled', 'discarded')) FROM cascade.delivery"
                        + " WHERE deletion_id = ? AND cause_event IS NULL",
                deletion);
        if (deliveries.get(0, Long.class) == 0) {
            return "it did not begin in this service; restore it where it did";
        }
        if (deliveries.get(1, Long.class) > 0) {
            return "it has not settled yet; when dead letters hold it up, replay or discard them first";
        }
        if (!retained) {
            return "no copies were to be kept of it";
        }
        return nothing && before.isEmpty()
                ? "no copies are there: no relationship of its tables keeps any, or they have expired"
                : null;
    }
}
