/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Keys that were created again while the delete of their former life waited for a person. Children of both lives refer to the
 * same key, and no column tells them apart; so what is not certain to be older than the delete must not go with it.
 */
final class NextLife {

    private final DSLContext tx;
    private final KeyReplica replica;
    private final KeySql key;

    NextLife(DSLContext tx, KeyReplica replica) {
        this.tx = tx;
        this.replica = replica;
        this.key = replica.keySql();
    }

    /**
     * Looks behind locks, which it keeps, so that nobody can begin to refer to the keys before the delete.
     *
     * @param since rows of this transaction or a later one may belong to the next life
     * @return why the delete cannot be applied; empty when it can
     */
    Optional<String> prevents(HeldKeys.Head delete, String since, List<Subscription> subscriptions) {
        KeyBatch alive = alive(delete);
        if (alive.isEmpty()) {
            return Optional.empty();
        }
        ReplicaWriter writer = new ReplicaWriter(tx, replica);
        KeyBatch locked = writer.lock(alive, delete.version());
        if (!writer.remaining(alive.minus(locked), delete.version()).isEmpty()) {
            return Optional.of(
                    "a key of it was created again, and is being referred to or confirmed just now; try again");
        }
        for (Subscription subscription : subscriptions) {
            if (!locked.isEmpty()
                    && !subscription.relationship().onDelete().refuses()
                    && tx.fetchSingle(subscription.anyChildSince(), locked.bindings(since))
                            .get(0, Boolean.class)) {
                return Optional.of(
                        "a key of it was created again, and rows of "
                                + subscription.relationship().child().table()
                                + " that were written since may belong to its new life; delete the older ones by hand, then discard this");
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a key of the delete lives in the end. What cannot be deleted now must not be deleted later by itself then,
     * because nobody would look again.
     */
    boolean isOf(HeldKeys.Head delete) {
        return !delete.created() && !alive(delete).isEmpty();
    }

    /** Those that live in the end, when all that waits behind has been done. */
    private KeyBatch alive(HeldKeys.Head delete) {
        String table = Sql.quote(replica.held());
        return new ReplicaWriter(tx, replica)
                .read(tx.fetchSingle(
                        "SELECT " + key.aggregated("k") + " FROM " + key.unnest("k")
                                + " WHERE 'created' = (SELECT h.kind FROM " + table + " AS h WHERE "
                                + key.equal("h", "k") + " ORDER BY h.version DESC LIMIT 1)",
                        delete.keys().bindings()));
    }
}
