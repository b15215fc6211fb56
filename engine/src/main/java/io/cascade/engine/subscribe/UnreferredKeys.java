/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.TransactionSettings;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Removes the keys that no row refers to any more from a replica that is to hold only the others. Whoever refers to such a
 * key later brings it back, provisionally.
 */
final class UnreferredKeys {

    private static final int BATCH = 1000;

    private final DSLContext dsl;
    private final KeyReplica replica;
    private final List<Subscription> subscriptions;

    /** @param subscriptions all that refer to the replica */
    UnreferredKeys(DSLContext dsl, KeyReplica replica, List<Subscription> subscriptions) {
        this.dsl = dsl;
        this.replica = replica;
        this.subscriptions = subscriptions;
    }

    /** One pass; returns how many went. */
    int sweep() {
        if (!replica.onlyReferred()
                || RelationshipState.needsAllKeys(dsl, replica)
                || !knowsAllReferences(dsl, replica, subscriptions)) {
            return 0;
        }
        int removed = 0;
        KeyBatch batch = next(null);
        while (!batch.isEmpty() && !Thread.currentThread().isInterrupted()) {
            KeyBatch candidates = batch;
            removed += dsl.transactionResult(tx -> remove(tx.dsl(), candidates));
            batch = next(batch.last());
        }
        return removed;
    }

    /**
     * Whether every foreign key on the replica is one of the relationships. Rows that refer by another one, of a contract that
     * is gone or not known here yet, would not be seen.
     */
    static boolean knowsAllReferences(DSLContext dsl, KeyReplica replica, List<Subscription> subscriptions) {
        Set<String> known = new TreeSet<>();
        subscriptions.forEach(subscription -> known.add(
                subscription.name() + " " + subscription.relationship().child().table()));
        Set<String> found = new TreeSet<>(dsl.fetch(
                        """
                        SELECT con.conname || ' ' || n.nspname || '.' || c.relname FROM pg_constraint con
                        JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE con.contype = 'f' AND con.conparentid = 0 AND con.confrelid = to_regclass(?)
                        """,
                        Sql.quote(replica.table()))
                .map(row -> row.get(0, String.class)));
        return found.equals(known);
    }

    /**
     * The lock comes first, in a statement of its own: what the second one does not see then, nobody can refer to. In one
     * statement a child that was committed in between would be taken along.
     */
    private int remove(DSLContext tx, KeyBatch candidates) {
        TransactionSettings.freshSnapshots(tx);
        TransactionSettings.canonicalText(tx);
        KeySql key = replica.keySql();
        String unreferred = Sql.list(subscriptions, " AND ", subscription -> "NOT " + subscription.refersTo("r"));
        KeyBatch locked = new ReplicaWriter(tx, replica)
                .read(tx.fetchSingle(
                        "WITH locked AS MATERIALIZED (SELECT " + KeySql.columns("r", key.names()) + " FROM " + table()
                                + " AS r JOIN " + key.unnest("k") + " ON " + key.equal("r", "k")
                                + " WHERE r.provisional_since IS NULL AND r.intended_by IS NULL AND " + unreferred
                                + " FOR UPDATE OF r SKIP LOCKED) SELECT " + key.aggregated("locked") + " FROM locked",
                        candidates.bindings()));
        return locked.isEmpty()
                ? 0
                : tx.execute(
                        "DELETE FROM " + table() + " AS r USING " + key.unnest("k") + " WHERE " + key.equal("r", "k")
                                + " AND " + unreferred,
                        locked.bindings());
    }

    private KeyBatch next(@Nullable KeyBatch after) {
        KeySql key = replica.keySql();
        String from = after == null
                ? ""
                : " WHERE (" + KeySql.columns("r", key.names()) + ") > (SELECT " + KeySql.columns("k", key.names())
                        + " FROM " + key.unnest("k") + ")";
        String order = KeySql.columns("next", key.names());
        String sql = "WITH next AS (SELECT " + KeySql.columns("r", key.names()) + " FROM " + table() + " AS r" + from
                + " ORDER BY " + KeySql.columns("r", key.names()) + " LIMIT " + BATCH + ") SELECT "
                + Sql.list(key.names(), name -> "array_agg(next." + Sql.quote(name) + "::text ORDER BY " + order + ")")
                + " FROM next";
        return dsl.transactionResult(configuration -> {
            TransactionSettings.canonicalText(configuration.dsl());
            return new ReplicaWriter(configuration.dsl(), replica)
                    .read(configuration.dsl().fetchSingle(sql, after == null ? new Object[0] : after.bindings()));
        });
    }

    private String table() {
        return Sql.quote(replica.table());
    }
}
