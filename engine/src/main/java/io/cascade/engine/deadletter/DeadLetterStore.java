/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads {@code cascade.dead_letter}. */
public final class DeadLetterStore implements DeadLetters {

    private static final String SELECT = "SELECT id, created_at, topic, partition, record_offset, headers::text,"
            + " record_key, payload, reason, sql_state, state, event_id, deletion_id, relationships, attempts,"
            + " resolved_at, resolution FROM cascade.dead_letter ";

    private final DSLContext dsl;
    private final DeadLetterResolution resolution;

    public DeadLetterStore(DSLContext dsl, DeadLetterResolution resolution) {
        this.dsl = dsl;
        this.resolution = resolution;
    }

    @Override
    public List<DeadLetter> newest(DeadLetter.@Nullable State state, @Nullable Long before, int limit) {
        String filter = state == null ? "" : " AND state = '" + state.id() + "'";
        return dsl.fetch(
                        SELECT + "WHERE id < ?" + filter + " ORDER BY id DESC LIMIT ?",
                        before == null ? Long.MAX_VALUE : before,
                        limit)
                .map(DeadLetterStore::read);
    }

    @Override
    public Optional<DeadLetter> find(long id) {
        return find(dsl, id);
    }

    public static Optional<DeadLetter> find(DSLContext dsl, long id) {
        return dsl.fetchOptional(SELECT + "WHERE id = ?", id).map(DeadLetterStore::read);
    }

    /** Of the events those that must not be applied by themselves: a person has yet to decide, or has given them up. */
    public static Set<UUID> unresolved(DSLContext dsl, Collection<UUID> events) {
        return events.isEmpty()
                ? Set.of()
                : Set.copyOf(dsl.fetch(
                                "SELECT DISTINCT event_id FROM cascade.dead_letter WHERE event_id = ANY (CAST(? AS uuid[]))"
                                        + " AND state <> 'replayed'",
                                (Object) events.toArray(UUID[]::new))
                        .map(row -> row.get(0, UUID.class)));
    }

    @Override
    public long countOpen() {
        return dsl.fetchSingle("SELECT count(*) FROM cascade.dead_letter WHERE state = 'open'")
                .get(0, Long.class);
    }

    @Override
    public Outcome replay(long id) {
        return resolution.replay(id);
    }

    @Override
    public Outcome discard(long id, String reason) {
        return resolution.discard(id, reason);
    }

    private static DeadLetter read(Record row) {
        String payload = text(row.get(7, byte[].class));
        return new DeadLetter(
                row.get(0, Long.class),
                DeadLetter.State.of(row.get(10, String.class)),
                row.get(1, OffsetDateTime.class).toInstant(),
                row.get(11, UUID.class),
                row.get(12, UUID.class),
                List.of(row.get(13, String[].class)),
                row.get(2, String.class),
                row.get(3, Integer.class),
                row.get(4, Long.class),
                StoredRecord.headers(row.get(5, String.class)),
                text(row.get(6, byte[].class)),
                payload == null ? "" : payload,
                row.get(8, String.class),
                row.get(9, String.class),
                row.get(14, Integer.class),
                instant(row.get(15, OffsetDateTime.class)),
                row.get(16, String.class));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
