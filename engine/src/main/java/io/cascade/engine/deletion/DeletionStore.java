/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.contracts.Propagation;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Deletions in {@code cascade.deletion}, {@code cascade.delivery} and the outbox. */
public final class DeletionStore implements Deletions {

    /** Events a deletion lists at most: enough to look at, and a bulk delete has thousands. */
    private static final int EVENTS = 100;

    private final DSLContext dsl;

    public DeletionStore(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public UUID open(DSLContext transaction, Propagation propagation) {
        UUID id = UUID.randomUUID();
        transaction.execute(
                "SELECT set_config('cascade.deletion', ?, true), set_config('cascade.origin', 'api', true),"
                        + " set_config('cascade.propagation', ?, true)",
                id.toString(),
                propagation.id());
        return id;
    }

    @Override
    public RequestedDeletion request(ToIntFunction<DSLContext> delete, Propagation propagation, Duration patience) {
        return new DeletionRequest(dsl, delete, propagation, patience).run();
    }

    @Override
    public Optional<Deletion> find(UUID id) {
        return dsl.fetchOptional("SELECT id, created_at, origin, propagation FROM cascade.deletion WHERE id = ?", id)
                .map(this::read);
    }

    @Override
    public List<Deletion> newest(int limit) {
        return dsl.fetch(
                        "SELECT id, created_at, origin, propagation FROM cascade.deletion ORDER BY created_at DESC LIMIT ?",
                        limit)
                .map(this::read);
    }

    private Deletion read(Record row) {
        UUID id = row.get(0, UUID.class);
        List<Deletion.RelationshipProgress> relationships = relationships(id);
        return new Deletion(
                id,
                overall(relationships),
                row.get(1, OffsetDateTime.class).toInstant(),
                row.get(2, String.class),
                Propagation.of(row.get(3, String.class)).orElse(Propagation.BACKGROUND),
                keys(id),
                relationships,
                events(id));
    }

    private List<Deletion.RelationshipProgress> relationships(UUID id) {
        return dsl.fetch(
                        """
                        SELECT relationship, count(*), count(*) FILTER (WHERE state = 'applied'),
                               count(*) FILTER (WHERE state = 'failed'), sum(rows), max(reported_at), min(reason)
                        FROM cascade.delivery WHERE deletion_id = ? GROUP BY relationship ORDER BY relationship
                        """,
                        id)
                .map(row -> new Deletion.RelationshipProgress(
                        row.get(0, String.class),
                        state(row.get(1, Long.class), row.get(2, Long.class), row.get(3, Long.class)),
                        row.get(1, Long.class),
                        row.get(2, Long.class),
                        row.get(4, Long.class),
                        instant(row.get(5, OffsetDateTime.class)),
                        row.get(6, String.class)));
    }

    private static Deletion.State state(long events, long applied, long failed) {
        if (failed > 0) {
            return Deletion.State.FAILED;
        }
        return applied == events ? Deletion.State.APPLIED : Deletion.State.PENDING;
    }

    private static Deletion.State overall(List<Deletion.RelationshipProgress> relationships) {
        if (relationships.stream().anyMatch(progress -> progress.state() == Deletion.State.FAILED)) {
            return Deletion.State.FAILED;
        }
        return relationships.stream().allMatch(progress -> progress.state() == Deletion.State.APPLIED)
                ? Deletion.State.APPLIED
                : Deletion.State.PENDING;
    }

    private long keys(UUID id) {
        return dsl.fetchSingle("SELECT coalesce(sum(keys), 0) FROM cascade.outbox WHERE deletion_id = ?", id)
                .get(0, Long.class);
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

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
