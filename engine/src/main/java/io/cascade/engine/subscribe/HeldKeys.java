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
     */
    record Head(
            UUID event,
            long version,
            boolean created,
            @Nullable UUID deletion,
            Propagation propagation,
            boolean retain,
            List<String> relationships,
            KeyBatch keys) {

        static Head of(UUID event, KeysEvent.Created created, KeyBatch keys) {
            return new Head(
                    event, created.version(), true, null, Propagation.BACKGROUND, true, created.relationships(), keys);
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
                    keys);
        }

        /** The same event for some of its keys. */
        Head of(KeyBatch some) {
            return new Head(event, version, created, deletion, propagation, retain, relationships, some);
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
     * @return how many were put
     */
    int park(Head head) {
        return insert(head, inheritedMark(), notStale(head), List.of());
    }

    /** Puts a refused event's keys where a later event of them will look. */
    void park(Head head, long letter) {
        insert(head, "CAST(? AS bigint)", notStale(head), List.of(letter));
    }

    /** Puts a refused event's keys where they would have been, had they been put there in time. */
    void insert(Head head, long letter) {
        insert(head, "CAST(? AS bigint)", "true", List.of(letter));
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
        return tx.fetch(
                        "SELECT h.event_id, h.version, h.kind, h.deletion_id, h.relationships,"
                                + " h.propagation, h.retain, " + key.aggregated("h")
                                + " FROM " + table() + " AS h WHERE " + condition + " AND NOT EXISTS (SELECT FROM "
                                + table() + " AS e WHERE " + key.equal("e", "h")
                                + " AND e.version < h.version) GROUP BY h.event_id, h.version, h.kind, h.deletion_id,"
                                + " h.relationships, h.propagation, h.retain ORDER BY h.version",
                        bindings)
                .map(this::head);
    }

    void done(KeyBatch keys, long version) {
        tx.execute(
                "DELETE FROM " + table() + " AS h USING " + key.unnest("k") + " WHERE " + key.equal("h", "k")
                        + " AND h.version = ?",
                keys.bindings(version));
    }

    boolean anyOf(UUID event) {
        return tx.fetchSingle("SELECT EXISTS (SELECT FROM " + table() + " WHERE event_id = ?)", event)
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

    private int insert(Head head, String mark, String condition, List<Long> marks) {
        List<Object> bindings = new ArrayList<>();
        bindings.add(head.version());
        bindings.add(head.created() ? "created" : "deleted");
        bindings.add(head.event());
        bindings.add(head.deletion());
        bindings.add(head.propagation().id());
        bindings.add(head.retain());
        bindings.add(head.relationships().toArray(String[]::new));
        bindings.addAll(marks);
        bindings.addAll(List.of(head.keys().bindings()));
        return tx.execute(
                "INSERT INTO " + table() + " (" + key.columns()
                        + ", version, kind, event_id, deletion_id, propagation, retain, relationships, dead_letter) SELECT "
                        + KeySql.columns("k", key.names())
                        + ", ?, ?, CAST(? AS uuid), CAST(? AS uuid), ?, ?, CAST(? AS text[]), " + mark
                        + " FROM (SELECT DISTINCT * FROM " + key.unnest("u") + ") AS k WHERE " + condition
                        + " ON CONFLICT DO NOTHING",
                bindings.toArray());
    }

    private Head head(Record row) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < key.key().size(); i++) {
            columns.add(List.of(row.get(7 + i, String[].class)));
        }
        return new Head(
                row.get(0, UUID.class),
                row.get(1, Long.class),
                "created".equals(row.get(2, String.class)),
                row.get(3, UUID.class),
                Propagation.of(row.get(5, String.class)).orElseThrow(),
                row.get(6, Boolean.class),
                List.of(row.get(4, String[].class)),
                new KeyBatch(columns));
    }

    private String table() {
        return Sql.quote(replica.held());
    }
}
