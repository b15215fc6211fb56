/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.contracts.Propagation;
import io.cascade.engine.deletion.Deletion.RelationshipProgress;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.trace.TraceContext;
import io.cascade.engine.undo.RestorationProgress;
import io.cascade.engine.undo.Restorations;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Deletions in {@code cascade.deletion}, {@code cascade.delivery} and the outbox. */
public final class DeletionStore implements Deletions {

    /** Events a deletion lists at most: enough to look at, and a bulk delete has thousands. */
    private static final int EVENTS = 100;

    private static final String SELECT =
            "SELECT id, created_at, origin, propagation, requested_by, client FROM cascade.deletion ";

    private final DSLContext dsl;
    private final Duration stuckAfter;
    private final StuckCauses causes;

    /** @param stuckAfter how long a deletion may go without progress before it is called stuck */
    public DeletionStore(DSLContext dsl, Duration stuckAfter, StuckCauses causes) {
        this.dsl = dsl;
        this.stuckAfter = stuckAfter;
        this.causes = causes;
    }

    @Override
    public UUID open(DSLContext transaction, Propagation propagation, boolean retain) {
        UUID id = UUID.randomUUID();
        transaction.execute(
                "SELECT set_config('cascade.deletion', ?, true), set_config('cascade.origin', 'api', true),"
                        + " set_config('cascade.propagation', ?, true), set_config('cascade.retain', ?, true)",
                id.toString(),
                propagation.id(),
                retain ? "on" : "off");
        TraceContext.carryOn(transaction);
        return id;
    }

    @Override
    public RequestedDeletion request(
            ToIntFunction<DSLContext> delete, Propagation propagation, boolean retain, Duration patience) {
        return new DeletionRequest(dsl, delete, propagation, retain, patience).run();
    }

    @Override
    public Optional<Deletion> find(UUID id) {
        return dsl.fetchOptional(SELECT + "WHERE id = ?", id).map(this::read);
    }

    @Override
    public List<Deletion> list(DeletionQuery query) {
        DeletionFilter filter = new DeletionFilter(query, stuckAfter);
        return dsl.fetch(
                        SELECT + "AS x WHERE " + filter.condition() + " ORDER BY x.created_at DESC, x.id DESC LIMIT "
                                + query.limit(),
                        filter.bindings().toArray())
                .map(this::read);
    }

    @Override
    public Map<UUID, Long> marks(Collection<UUID> ids) {
        return dsl.fetch(
                        """
                        SELECT deletion_id, CAST(extract(epoch FROM max(greatest(coalesce(reported_at, created_at), progressed_at, p.changed_at)))
                                                 * 1000000 AS bigint)
                        FROM cascade.delivery LEFT JOIN %s AS p USING (relationship)
                        WHERE deletion_id = ANY (?) GROUP BY deletion_id
                        """
                                .formatted(PauseReports.OF_DELIVERIES),
                        (Object) ids.toArray(UUID[]::new))
                .intoMap(row -> row.get(0, UUID.class), row -> row.get(1, Long.class));
    }

    private Deletion read(Record row) {
        UUID id = row.get(0, UUID.class);
        Instant createdAt = row.get(1, OffsetDateTime.class).toInstant();
        List<RelationshipProgress> relationships = new DeletionProgress(dsl).of(id, createdAt);
        Deletion.State state = DeletionProgress.state(relationships);
        boolean stuck = state == Deletion.State.RUNNING && stuck(id);
        if (state == Deletion.State.RUNNING && !stuck) {
            relationships = DeletionProgress.waiting(relationships, PauseReports.open(dsl));
        }
        RestorationProgress restoration = Restorations.progress(dsl, id).orElse(null);
        return new Deletion(
                id,
                stuck ? Deletion.State.STUCK : state,
                stuck ? cause(relationships) : DeletionProgress.reason(relationships),
                createdAt,
                DeletionProgress.settledAt(relationships),
                row.get(2, String.class),
                row.get(4, String.class),
                row.get(5, String.class),
                Propagation.of(row.get(3, String.class)).orElse(Propagation.BACKGROUND),
                tables(id),
                relationships,
                events(id),
                Restorations.restorable(dsl, id, restoration),
                restoration);
    }

    private boolean stuck(UUID id) {
        return dsl.fetchSingle(
                        "SELECT NOT " + DeletionFilter.MOVED + " FROM (SELECT CAST(? AS uuid) AS id) AS x",
                        stuckAfter.toMillis() + " ms",
                        id)
                .get(0, Boolean.class);
    }

    /** Of the first relationship that is not at its end; those that have not even applied come before. */
    private String cause(List<RelationshipProgress> relationships) {
        RelationshipProgress slowest = relationships.stream()
                .filter(progress -> progress.state() != Deletion.Progress.SETTLED)
                .min(Comparator.comparing(RelationshipProgress::state))
                .orElseThrow();
        return slowest.name() + ": " + causes.of(slowest.name(), slowest.state() == Deletion.Progress.APPLIED);
    }

    private List<Deletion.Table> tables(UUID id) {
        return dsl.fetch(
                        """
                        SELECT subject, sum(keys) FROM (
                            SELECT DISTINCT event_id, subject, keys FROM cascade.delivery WHERE deletion_id = ?) AS e
                        GROUP BY subject ORDER BY subject
                        """,
                        id)
                .map(row -> new Deletion.Table(row.get(0, String.class), row.get(1, Long.class)));
    }

    private List<Deletion.Event> events(UUID id) {
        return dsl.fetch(
                        "SELECT id, topic, record_key, keys FROM cascade.outbox WHERE deletion_id = ?"
                                + " ORDER BY created_at, id LIMIT " + EVENTS,
                        id)
                .map(row -> new Deletion.Event(
                        row.get(0, UUID.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, Integer.class)));
    }
}
