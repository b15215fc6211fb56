/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a key that cannot be deleted yet, because an application transaction holds it. Whatever comes later for
 * the same key queues up behind, so that its order is kept while all other keys go on.
 */
final class HeldKeys {

    /**
     * An event at the head of its keys' queues.
     *
     * @param created whether the keys were created, rather than deleted
     * @param retain whether copies may be kept of what goes with the keys
     * @param before the transaction from which on rows were written after it was put here; null if an earlier release did it
     * @param again whether some of the keys were created again since
     */
    record Head(
            UUID event,
            long version,
            boolean created,
            @Nullable UUID deletion,
            Propagation propagation,
            boolean retain,
            List<String> relationships,
            KeyBatch keys,
            @Nullable Long before,
            boolean again) {

        static Head of(UUID event, KeysEvent.Created created, KeyBatch keys) {
            return new Head(
                    event,
                    created.version(),
                    true,
                    null,
                    Propagation.BACKGROUND,
                    true,
                    created.relationships(),
                    keys,
                    null,
                    false);
        }

        static Head of(UUID event, KeysEvent.Deleted deleted, KeyBatch keys) {
            return new Head(
                    event,
                    deleted.version(),
                    false,
                    deleted.deletion(),
                    deleted.propagation(),
                    deleted.retain(),
                    deleted.relationships(),
                    keys,
                    null,
                    false);
        }

        /** The same event for some of its keys. */
        Head of(KeyBatch some) {
            return new Head(event, version, created, deletion, propagation, retain, relationships, some, before, again);
        }
    }

    private final DSLContext tx;
    private final KeyReplica replica;
    private final KeySql key;
    private final ReplicaWriter writer;

    HeldKeys(DSLContext tx, KeyReplica replica, ReplicaWriter writer) {
        this.tx = tx;
        this.replica = replica;
        this.key = replica.keySql();
        this.writer = writer;
    }

    boolean any() {
        return tx.fetchSingle("SELECT EXISTS (SELECT FROM " + table() + ")").get(0, Boolean.class);
    }

    /** Whether anything waits that needs no person to go on. */
    boolean anyFree() {
        return tx.fetchSingle("SELECT EXISTS (SELECT FROM " + table() + " WHERE dead_letter IS NULL)")
                .get(0, Boolean.class);
    }

    /**
     * Whether anything waits of which something may be left to do although a relationship is paused. Asked for the first, which
     * an index has: the planner would expect to meet any one soon, and read all that was put aside where there is none.
     */
    boolean anyOpen() {
        return tx.fetchSingle(
                        "SELECT min(version) IS NOT NULL FROM " + table() + " WHERE dead_letter IS NULL AND NOT paused")
                .get(0, Boolean.class);
    }

    /** Of the keys those for which nothing waits. */
    KeyBatch withoutQueue(KeyBatch keys) {
        KeyBatch queued = writer.read(tx.fetchSingle(
                "SELECT " + key.aggregated("q") + " FROM (SELECT DISTINCT " + KeySql.columns("h", key.names())
                        + " FROM " + table() + " AS h JOIN " + key.unnest("k") + " ON " + key.equal("h", "k")
                        + ") AS q",
                keys.bindings()));
        return keys.minus(queued);
    }

    /**
     * Puts keys behind what waits for them already; an event that is older than the last in the queue is stale.
     *
     * @param paused whether nothing is left to do until a relationship is resumed
     * @return how many were put
     */
    int park(Head head, boolean paused) {
        return insert(head, paused, inheritedMark(), notStale(head), List.of());
    }

    /** Puts a refused event's keys where a later event of them will look. */
    void park(Head head, long letter) {
        insert(head, false, "CAST(? AS bigint)", notStale(head), List.of(letter));
    }

    /** Puts a refused event's keys where they would have been, had they been put there in time. */
    void insert(Head head, long letter) {
        insert(head, false, "CAST(? AS bigint)", "true", List.of(letter));
    }

    /** At most one drain at a time over all instances. */
    boolean tryDrainLock() {
        return tx.fetchSingle("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))", table())
                .get(0, Boolean.class);
    }

    /** Waits for a drain to end, and keeps others from starting. */
    void drainLock() {
        tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", table());
    }

    /** Those that wait for nobody but an application's transaction. */
    List<Head> heads() {
        return heads("h.dead_letter IS NULL");
    }

    /** What of the letter's event has nothing before it. */
    Optional<Head> headOf(long letter, UUID event) {
        return heads("h.dead_letter = ? AND h.event_id = ?", letter, event).stream()
                .findFirst();
    }

    private List<Head> heads(String condition, Object... bindings) {
        return grouped(
                "SELECT h.*, false AS cascade_again FROM " + table() + " AS h WHERE " + condition + " AND " + first(),
                bindings);
    }

    /**
     * What a round of the drain takes on: a bounded number of keys, because after a pause there may be very many.
     *
     * @param open only those of which something is left to do although a relationship is paused
     * @param after of versions above it
     * @param upTo and not above this one
     */
    List<Head> heads(boolean open, long after, long upTo, int limit) {
        return grouped(
                "SELECT h.*, EXISTS (SELECT FROM " + table() + " AS l WHERE " + key.equal("l", "h")
                        + " AND l.version > h.version AND l.kind = 'created') AS cascade_again FROM " + table()
                        + " AS h WHERE h.dead_letter IS NULL" + (open ? " AND NOT h.paused" : "")
                        + " AND h.version > ? AND h.version <= ? AND " + first() + " ORDER BY h.version LIMIT ?",
                after,
                upTo,
                limit);
    }

    private String first() {
        return "NOT EXISTS (SELECT FROM " + table() + " AS e WHERE " + key.equal("e", "h")
                + " AND e.version < h.version)";
    }

    private List<Head> grouped(String rows, Object... bindings) {
        return tx.fetch(
                        "SELECT h.event_id, h.version, h.kind, h.deletion_id, h.relationships,"
                                + " h.propagation, h.retain, min(h.written_before), bool_or(h.cascade_again), "
                                + key.aggregated("h") + " FROM (" + rows
                                + ") AS h GROUP BY h.event_id, h.version, h.kind, h.deletion_id,"
                                + " h.relationships, h.propagation, h.retain ORDER BY h.version",
                        bindings)
                .map(this::head);
    }

    /** Of a delete's keys those that were created again since. */
    KeyBatch createdAgain(Head head) {
        return writer.read(tx.fetchSingle(
                "SELECT " + key.aggregated("k") + " FROM " + key.unnest("k") + " WHERE EXISTS (SELECT FROM " + table()
                        + " AS h WHERE " + key.equal("h", "k") + " AND h.version > ? AND h.kind = 'created')",
                head.keys().bindings(head.version())));
    }

    /** Notes that nothing is left to do of a delete, and so of what waits behind it, until a relationship is resumed. */
    void putAside(KeyBatch keys, long version) {
        tx.execute(
                "UPDATE " + table() + " AS h SET paused = true FROM " + key.unnest("k") + " WHERE "
                        + key.equal("h", "k") + " AND h.version >= ? AND NOT h.paused",
                keys.bindings(version));
    }

    /** Likewise of all that waits for nobody but an application's transaction. */
    void putAsideAll() {
        tx.execute("UPDATE " + table() + " SET paused = true WHERE dead_letter IS NULL AND NOT paused");
    }

    void done(KeyBatch keys, long version) {
        tx.execute(
                "DELETE FROM " + table() + " AS h USING " + key.unnest("k") + " WHERE " + key.equal("h", "k")
                        + " AND h.version = ?",
                keys.bindings(version));
    }

    /** Counts, for the same reason. */
    boolean anyOf(UUID event) {
        return tx.fetchSingle("SELECT count(*) > 0 FROM " + table() + " WHERE event_id = ?", event)
                .get(0, Boolean.class);
    }

    /** An event that is older than the last in the queue is stale. */
    private String notStale(Head head) {
        return "NOT EXISTS (SELECT FROM " + table() + " AS h WHERE " + key.equal("h", "k") + " AND h.version >= "
                + head.version() + ")";
    }

    /**
     * The dead letter that whatever is put at the end of the queue waits for. Locked, because somebody may be about to resolve
     * it, and would not see what is put behind it in the meantime.
     */
    private String inheritedMark() {
        return "(SELECT l.id FROM cascade.dead_letter AS l WHERE l.state = 'open' AND l.id = (SELECT h.dead_letter FROM "
                + table() + " AS h WHERE " + key.equal("h", "k") + " ORDER BY h.version DESC LIMIT 1) FOR SHARE)";
    }

    /** What is put behind something of which nothing is left to do has to wait as well. */
    private String asidePaused() {
        return "? OR coalesce((SELECT h.paused FROM " + table() + " AS h WHERE " + key.equal("h", "k")
                + " ORDER BY h.version DESC LIMIT 1), false)";
    }

    private int insert(Head head, boolean paused, String mark, String condition, List<Long> marks) {
        List<Object> bindings = new ArrayList<>();
        bindings.add(head.version());
        bindings.add(head.created() ? "created" : "deleted");
        bindings.add(head.event());
        bindings.add(head.deletion());
        bindings.add(head.propagation().id());
        bindings.add(head.retain());
        bindings.add(head.relationships().toArray(String[]::new));
        bindings.addAll(marks);
        bindings.add(paused);
        bindings.addAll(List.of(head.keys().bindings()));
        return tx.execute(
                "INSERT INTO " + table() + " (" + key.columns()
                        + ", version, kind, event_id, deletion_id, propagation, retain, relationships, dead_letter,"
                        + " paused, written_before) SELECT " + KeySql.columns("k", key.names())
                        + ", ?, ?, CAST(? AS uuid), CAST(? AS uuid), ?, ?, CAST(? AS text[]), " + mark + ", "
                        + asidePaused() + ", CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
                        + " FROM (SELECT DISTINCT * FROM " + key.unnest("u") + ") AS k WHERE " + condition
                        + " ON CONFLICT DO NOTHING",
                bindings.toArray());
    }

    private Head head(Record row) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < key.key().size(); i++) {
            columns.add(List.of(row.get(9 + i, String[].class)));
        }
        return new Head(
                row.get(0, UUID.class),
                row.get(1, Long.class),
                "created".equals(row.get(2, String.class)),
                row.get(3, UUID.class),
                Propagation.of(row.get(5, String.class)).orElseThrow(),
                row.get(6, Boolean.class),
                List.of(row.get(4, String[].class)),
                new KeyBatch(columns),
                row.get(7, Long.class),
                row.get(8, Boolean.class));
    }

    private String table() {
        return Sql.quote(replica.held());
    }
}
