/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeyBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/**
 * Lets rows follow a delete whose keys stay: since a relationship of theirs is paused, or since they were created again while it
 * waited. Only rows from before it was put aside go, because those that came later may belong to the next life of the key.
 */
final class EarlierRows {

    private final DSLContext tx;
    private final ReplicaWriter writer;
    private final HeldKeys.Head head;
    private final List<ChildRows> tables;
    private final RowBudget budget;
    private final Map<Subscription, Long> rows = new HashMap<>();

    /** @param acting those whose rows follow, in this order */
    EarlierRows(DSLContext tx, ReplicaWriter writer, HeldKeys.Head head, List<Subscription> acting, RowBudget budget) {
        this.tx = tx;
        this.writer = writer;
        this.head = head;
        this.tables = acting.stream()
                .map(subscription -> new ChildRows(tx, subscription, head.propagation()))
                .filter(table -> !table.refuse())
                .toList();
        this.budget = budget;
    }

    /** The rows that were changed. */
    Map<Subscription, Long> rows() {
        return rows;
    }

    /** Does what can be locked and fits; returns the keys of which nothing is left to do. */
    KeyBatch carryOut() {
        KeyBatch older = writer.remaining(head.keys(), head.version());
        KeyBatch locked = writer.lock(older, head.version());
        KeyBatch open = locked.none();
        boolean moved = false;
        for (ChildRows table : tables) {
            if (!locked.isEmpty() && budget.left() > 0) {
                moved |= progress(table, locked) > 0;
            }
            KeyBatch left = table.withRowsBefore(writer, locked.minus(open), head.before());
            // Rows that a trigger or a default puts back would be met again and again, and their key is not going
            // anywhere.
            if (moved || budget.exhausted() || !table.anyFreeBefore(left, head.before())) {
                open = open.plus(left);
            }
        }
        return head.keys().minus(older.minus(locked)).minus(open);
    }

    private long progress(ChildRows table, KeyBatch keys) {
        Subscription subscription = table.subscription();
        if (subscription.cascades()) {
            Origin.set(tx, head.deletion(), head.event(), head.retain(), subscription.name());
        }
        long done = table.someBefore(keys, budget.left(), head.before());
        budget.spend(done);
        rows.merge(subscription, done, Long::sum);
        return done;
    }
}
