/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;
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
     * The events at the heads of their keys' queues.
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
    int park(KeyBatch keys, UUID event, KeysEvent.Created created) {
        return park(
                keys, created.version(), "created", event, null, Propagation.BACKGROUND, true, created.relationships());
    }

    int park(KeyBatch keys, UUID event, KeysEvent.Deleted deleted) {
        return park(
                keys,
                deleted.version(),
                "deleted",
                event,
                deleted.deletion(),
                deleted.propagation(),
                deleted.retain(),
                deleted.relationships());
    }

    /** At most one drain at a time over all instances. */
    boolean tryDrainLock() {
        return tx.fetchSingle("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))", table())
                .get(0, Boolean.class);
    }

    List<Head> heads() {
        return tx.fetch("SELECT h.event_id, h.version, h.kind, h.deletion_id, h.relationships,"
                        + " h.propagation, h.retain, " + key.aggregated("h")
                        + " FROM " + table() + " AS h WHERE NOT EXISTS (SELECT FROM " + table() + " AS e WHERE "
                        + key.equal("e", "h")
                        + " AND e.version < h.version) GROUP BY h.event_id, h.version, h.kind, h.deletion_id,"
                        + " h.relationships, h.propagation, h.retain ORDER BY h.version")
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

    private int park(
            KeyBatch keys,
            long version,
            String kind,
            UUID event,
            @Nullable UUID deletion,
            Propagation propagation,
            boolean retain,
            List<String> relationships) {
        List<Object> bindings = new ArrayList<>();
        bindings.add(version);
        bindings.add(kind);
        bindings.add(event);
        bindings.add(deletion);
        bindings.add(propagation.id());
        bindings.add(retain);
        bindings.add(relationships.toArray(String[]::new));
        bindings.addAll(List.of(keys.bindings()));
        bindings.add(version);
        return tx.execute(
                "INSERT INTO " + table() + " (" + key.columns()
                        + ", version, kind, event_id, deletion_id, propagation, retain, relationships) SELECT "
                        + KeySql.columns("k", key.names())
                        + ", ?, ?, CAST(? AS uuid), CAST(? AS uuid), ?, ?, CAST(? AS text[]) FROM " + key.unnest("k")
                        + " WHERE NOT EXISTS (SELECT FROM " + table() + " AS h WHERE " + key.equal("h", "k")
                        + " AND h.version >= ?)",
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
