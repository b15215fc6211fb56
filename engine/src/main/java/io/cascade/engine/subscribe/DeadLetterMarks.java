/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.OptionalLong;
import java.util.UUID;
import org.jooq.DSLContext;

/** The marks that dead letters have in the queues of one replica's keys: what is marked waits for a person. */
final class DeadLetterMarks {

    private final DSLContext tx;
    private final KeyReplica replica;
    private final KeySql key;

    DeadLetterMarks(DSLContext tx, KeyReplica replica) {
        this.tx = tx;
        this.replica = replica;
        this.key = replica.keySql();
    }

    /** Marks an event that waits already, and what waits behind it. */
    void mark(HeldKeys.Head head, long letter) {
        tx.execute(
                "UPDATE " + table() + " AS h SET dead_letter = " + letter + " FROM " + key.unnest("k") + " WHERE "
                        + key.equal("h", "k") + " AND h.version >= ? AND h.dead_letter IS NULL",
                head.keys().bindings(head.version()));
    }

    /** The first other dead letter that is before this one in the queue of one of its keys. */
    OptionalLong before(long letter, UUID event) {
        return tx
                .fetch(
                        "SELECT min(e.dead_letter) FROM " + table() + " AS h JOIN " + table() + " AS e ON "
                                + key.equal("e", "h")
                                + " AND e.version < h.version WHERE h.dead_letter = ? AND h.event_id = ?"
                                + " HAVING min(e.dead_letter) IS NOT NULL",
                        letter,
                        event)
                .stream()
                .mapToLong(row -> row.get(0, Long.class))
                .findFirst();
    }

    /** Lets what is left of it, and what waits behind, go on by itself. */
    void release(long letter) {
        tx.execute("UPDATE " + table() + " SET dead_letter = NULL WHERE dead_letter = ?", letter);
    }

    /** Takes an event out of all queues. */
    void drop(UUID event) {
        tx.execute("DELETE FROM " + table() + " WHERE event_id = ?", event);
    }

    /** Those of the keys that no dead letter keeps as they are. */
    KeyBatch without(KeyBatch keys) {
        return keys.minus(new ReplicaWriter(tx, replica)
                .read(tx.fetchSingle(
                        "SELECT " + key.aggregated("q") + " FROM (SELECT DISTINCT "
                                + KeySql.columns("h", key.names()) + " FROM " + table() + " AS h JOIN "
                                + key.unnest("k") + " ON " + key.equal("h", "k")
                                + " WHERE h.dead_letter IS NOT NULL) AS q",
                        keys.bindings())));
    }

    /** A question that its publisher has taken back needs no answer, and asking it later would keep its keys for ever. */
    static void withdraw(DSLContext tx, UUID event) {
        tx.execute(
                """
                UPDATE cascade.dead_letter SET state = 'discarded', resolved_at = now(),
                    resolution = 'the publisher has given up the deletion that this asks about'
                WHERE event_id = ? AND state = 'open'
                """,
                event);
    }

    private String table() {
        return Sql.quote(replica.held());
    }
}
