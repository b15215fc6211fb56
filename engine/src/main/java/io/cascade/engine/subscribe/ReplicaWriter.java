/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The statements on one key replica, within the transaction that it is given. */
final class ReplicaWriter {

    /** What a key loses when it is known to exist. */
    static final String CONFIRMED = ", provisional_since = NULL, asked_at = NULL, absent_since = NULL, adopted = false";

    private final DSLContext tx;
    private final KeyReplica replica;
    private final KeySql key;

    ReplicaWriter(DSLContext tx, KeyReplica replica) {
        this.tx = tx;
        this.replica = replica;
        this.key = replica.keySql();
    }

    /**
     * Adds keys, or raises the version of those that are there; a higher version stays. A key that exists at the parent is
     * provisional no more. Where the replica holds only the keys that are referred to, no other is added: when somebody
     * comes to refer to one, it is accepted and looked up.
     */
    void add(KeyBatch keys, long version) {
        if (replica.onlyReferred() && !RelationshipState.needsAllKeys(tx, replica)) {
            tx.execute(
                    "UPDATE " + table() + " AS r SET version = ?" + CONFIRMED + " FROM " + key.unnest("k") + " WHERE "
                            + key.equal("r", "k") + " AND r.version < ?",
                    versionFirst(keys, version, version));
            return;
        }
        tx.execute(
                "INSERT INTO " + table() + " AS r (" + key.columns() + ", version) SELECT "
                        + KeySql.columns("k", key.names())
                        + ", ? FROM " + key.unnest("k") + newer(),
                versionFirst(keys, version));
    }

    /** The same with a version for each key, where the replica holds all keys. */
    void add(KeyBatch keys, Long[] versions) {
        tx.execute(
                "INSERT INTO " + table() + " AS r (" + key.columns() + ", version) SELECT "
                        + KeySql.columns("k", key.names()) + ", k.cascade_version FROM "
                        + key.unnestNumbered(
                                "k", List.of(new KeySql.Extra("cascade_version", "bigint")), "cascade_number")
                        + newer(),
                keys.bindings((Object) versions));
    }

    /**
     * Locks the keys that are older than the version against new children, leaving out those that an application
     * transaction holds by a child that it has just inserted, and the provisional ones: to them the event may be history.
     */
    KeyBatch lock(KeyBatch keys, long version) {
        return lock(keys, version, " AND r.provisional_since IS NULL");
    }

    /** The same, of keys that the parent is known not to have. */
    KeyBatch lockAbsent(KeyBatch keys, long version) {
        return lock(keys, version, "");
    }

    private KeyBatch lock(KeyBatch keys, long version, String condition) {
        return read(tx.fetchSingle(
                "WITH locked AS MATERIALIZED (SELECT " + KeySql.columns("r", key.names()) + " FROM " + table()
                        + " AS r" + key.ofBound("CROSS JOIN", "r", key.names())
                        + " AND r.version < ?" + condition + " FOR UPDATE OF r SKIP LOCKED) SELECT "
                        + key.aggregated("locked")
                        + " FROM locked",
                keys.bindings(version)));
    }

    /** Adds those of the keys that are not there, waiting for whoever is adding one. */
    void insertAbsent(KeyBatch keys, long version) {
        tx.execute(
                "INSERT INTO " + table() + " AS r (" + key.columns() + ", version) SELECT "
                        + KeySql.columns("k", key.names()) + ", ? FROM " + key.unnest("k")
                        + " WHERE NOT EXISTS (SELECT FROM " + table() + " AS r WHERE " + key.equal("r", "k")
                        + ") ON CONFLICT DO NOTHING",
                versionFirst(keys, version));
    }

    /**
     * What {@link #lockAll} could lock.
     *
     * @param free keys of the version or an older one that no other deletion has marked
     * @param newer keys of a higher version
     */
    record Locked(long free, long newer) {}

    /** Locks the keys, but for those that an application transaction holds by a child that it has just inserted. */
    Locked lockAll(KeyBatch keys, long version, UUID deletion) {
        Record counts = tx.fetchSingle(
                "WITH locked AS MATERIALIZED (SELECT r.version, r.intended_by FROM " + table() + " AS r JOIN "
                        + key.unnest("k") + " ON " + key.equal("r", "k")
                        + " FOR UPDATE OF r SKIP LOCKED) SELECT"
                        + " count(*) FILTER (WHERE version <= ? AND coalesce(intended_by, ?) = ?),"
                        + " count(*) FILTER (WHERE version > ?) FROM locked",
                keys.bindings(version, deletion, deletion, version));
        return new Locked(counts.get(0, Long.class), counts.get(1, Long.class));
    }

    /** Marks keys that the caller has locked, so that nobody may begin to refer to them. */
    void intend(KeyBatch keys, UUID deletion) {
        List<Object> bindings = new ArrayList<>(List.of(deletion));
        bindings.addAll(Arrays.asList(keys.bindings()));
        tx.execute(
                "UPDATE " + table() + " AS r SET intended_by = CAST(? AS uuid) FROM " + key.unnest("k") + " WHERE "
                        + key.equal("r", "k"),
                bindings.toArray());
    }

    /** Takes the marks of a deletion away from some keys. */
    void keep(KeyBatch keys, UUID deletion) {
        tx.execute(
                "UPDATE " + table() + " AS r SET intended_by = NULL FROM " + key.unnest("k") + " WHERE "
                        + key.equal("r", "k") + " AND r.intended_by = ?",
                keys.bindings(deletion));
    }

    /** Counts, because the planner would expect to meet one soon, and read the whole table where there is none. */
    boolean anyIntendedBy(UUID deletion) {
        return tx.fetchSingle("SELECT count(*) > 0 FROM " + table() + " WHERE intended_by = ?", deletion)
                .get(0, Boolean.class);
    }

    /** Removes keys that the caller has locked. The native action does what the set-based one has not seen. */
    void remove(KeyBatch keys) {
        tx.execute("DELETE FROM " + table() + " AS r" + key.ofBound("USING", "r", key.names()), keys.bindings());
    }

    /** Of the keys those that are there. */
    KeyBatch present(KeyBatch keys) {
        return remaining(keys, Long.MAX_VALUE);
    }

    /** Of the keys those that are still there with an older version. */
    KeyBatch remaining(KeyBatch keys, long version) {
        return read(tx.fetchSingle(
                "SELECT " + key.aggregated("r") + " FROM " + table() + " AS r JOIN " + key.unnest("k") + " ON "
                        + key.equal("r", "k") + " WHERE r.version < ?",
                keys.bindings(version)));
    }

    /** Remembers deleted keys whose children may not be touched yet. */
    void rememberDeleted(KeyBatch keys, long version, Propagation propagation) {
        List<Object> bindings = new ArrayList<>(List.of(version, propagation.id()));
        bindings.addAll(Arrays.asList(keys.bindings()));
        tx.execute(
                "INSERT INTO " + Sql.quote(replica.deleted()) + " AS d (" + key.columns()
                        + ", version, propagation) SELECT "
                        + KeySql.columns("k", key.names()) + ", ?, ? FROM " + key.unnest("k")
                        + " WHERE NOT EXISTS (SELECT FROM "
                        + table() + " AS r WHERE " + key.equal("r", "k") + ") ON CONFLICT (" + key.columns()
                        + ") DO UPDATE SET version = EXCLUDED.version, propagation = EXCLUDED.propagation"
                        + " WHERE d.version < EXCLUDED.version",
                bindings.toArray());
    }

    private String newer() {
        return " ON CONFLICT (" + key.columns() + ") DO UPDATE SET version = EXCLUDED.version" + CONFIRMED
                + " WHERE r.version < EXCLUDED.version";
    }

    KeyBatch read(Record row) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < key.key().size(); i++) {
            String[] values = row.get(i, String[].class);
            columns.add(values == null ? List.of() : Arrays.asList(values));
        }
        return new KeyBatch(columns);
    }

    private static Object[] versionFirst(KeyBatch keys, long version, Object... others) {
        List<Object> bindings = new ArrayList<>();
        bindings.add(version);
        bindings.addAll(Arrays.asList(keys.bindings(others)));
        return bindings.toArray();
    }

    private String table() {
        return Sql.quote(replica.table());
    }
}
