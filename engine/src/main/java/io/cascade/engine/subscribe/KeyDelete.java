/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.engine.sql.KeyBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Deletes keys with their children, within one transaction and its budget of rows. What does not fit keeps its keys, so that
 * later transactions find them and go on.
 */
final class KeyDelete {

    /** Where a delete comes from; nothing for one that no event brings, which cannot be taken back therefore. */
    record Cause(@Nullable UUID deletion, @Nullable UUID event, boolean retain) {

        static final Cause NONE = new Cause(null, null, false);
    }

    /** What to delete, and what becomes of the children. */
    record Order(KeyBatch keys, long version, Cause cause, Propagation propagation) {}

    private final DSLContext tx;
    private final ReplicaWriter writer;
    private final Order order;
    private final List<Subscription> known;
    private final List<ChildRows> tables;
    private final List<ChildRows> moving;
    private final LockPolicy locks;
    private final RowBudget budget;
    private final Map<Subscription, Long> rows = new HashMap<>();
    private final KeyBatch locked;
    private boolean fits = true;

    /**
     * @param verified whether the parent was just asked for the keys, which may be provisional therefore
     * @param known all that have a foreign key on the replica
     * @param acting those of them whose children follow; in this order
     */
    KeyDelete(
            DSLContext tx,
            ReplicaWriter writer,
            Order order,
            List<Subscription> known,
            List<Subscription> acting,
            LockPolicy locks,
            boolean verified,
            RowBudget budget) {
        this.tx = tx;
        this.writer = writer;
        this.order = order;
        this.known = known;
        this.tables = acting.stream()
                .map(subscription -> new ChildRows(tx, subscription, order.propagation()))
                .toList();
        this.moving = tables.stream().filter(table -> !table.refuse()).toList();
        this.locks = locks;
        this.budget = budget;
        this.locked = verified
                ? writer.lockAbsent(order.keys(), order.version())
                : writer.lock(order.keys(), order.version());
        measure();
    }

    private void measure() {
        fits = locked.isEmpty() || within(locked);
    }

    private boolean within(KeyBatch keys) {
        long left = budget.leftWith(keys.size());
        for (ChildRows table : moving) {
            if (left >= 0 && !keys.isEmpty()) {
                left -= table.countUpTo(keys, left + 1);
            }
        }
        return left >= 0;
    }

    /** Whether all children of the keys that could be locked are within what is left of the budget. */
    boolean fits() {
        return fits;
    }

    /** The rows that were changed, where there were any to look for. */
    Map<Subscription, Long> rows() {
        return rows;
    }

    /** Deletes what can be locked and fits; returns the keys that stay for later. */
    KeyBatch carryOut() {
        KeyBatch removed = fits || refused() ? whole(locked) : inPart();
        return removed.size() == order.keys().size() ? removed.none() : writer.remaining(order.keys(), order.version());
    }

    /**
     * Deletes so many of the keys that have few children as fit, and returns them; none where only all of them can go. The others
     * stay for later transactions, which find them still there.
     */
    KeyBatch carryOutSome() {
        if (locked.isEmpty() || refused()) {
            return locked.none();
        }
        KeyBatch some = budget.some(ChildRows.withFewer(tx, writer, moving, locked, budget.left()));
        while (some.size() > 1 && !within(some)) {
            some = some.slice(0, some.size() / 2);
        }
        return whole(some);
    }

    /** Nothing may be lost in part of what is refused in the end. */
    private boolean refused() {
        return tables.stream().anyMatch(table -> table.refuse() && table.any(locked));
    }

    /**
     * All that have few children, and so many rows of the others as there is room for. Rows that a trigger or a default puts
     * back would be met again and again; what is to become of them is for one statement and the native action to tell.
     */
    private KeyBatch inPart() {
        long share = Math.max(0, budget.leftWith(locked.size())) / locked.size();
        KeyBatch light = ChildRows.withFewer(tx, writer, moving, locked, share + 1);
        KeyBatch heavy = locked.minus(light);
        KeyBatch removed = whole(light);
        if (order.propagation() == Propagation.ORPHAN) {
            refuseUnknown();
        }
        boolean stuck = false;
        for (ChildRows table : moving) {
            long limit = budget.left();
            if (limit > 0) {
                stuck |= progress(table, heavy, limit) == 0
                        && table.anyFree(heavy)
                        && progress(table, heavy, limit) == 0;
            }
        }
        if (stuck) {
            return removed.plus(whole(heavy));
        }
        KeyBatch childless = budget.some(ChildRows.withFewer(tx, writer, moving, heavy, 1));
        writer.remove(childless);
        budget.spendKeys(childless.size());
        return removed.plus(childless);
    }

    private long progress(ChildRows table, KeyBatch keys, long limit) {
        origin(table.subscription());
        long done = table.some(keys, limit);
        budget.spend(done);
        rows.merge(table.subscription(), done, Long::sum);
        return done;
    }

    private KeyBatch whole(KeyBatch keys) {
        KeyBatch free = keys;
        if (locks != LockPolicy.WAIT) {
            for (ChildRows table : tables) {
                free = free.isEmpty()
                        ? free
                        : free.minus(
                                writer.read(tx.fetchSingle(table.subscription().busyKeys(), free.bindings())));
            }
        }
        if (free.isEmpty()) {
            return free;
        }
        if (order.propagation() == Propagation.ORPHAN) {
            refuseUnknown();
        }
        for (ChildRows table : tables) {
            origin(table.subscription());
            long changed = table.all(free);
            budget.spend(changed);
            rows.merge(table.subscription(), changed, Long::sum);
        }
        writer.remove(free);
        budget.spendKeys(free.size());
        return free;
    }

    private void origin(Subscription subscription) {
        if (subscription.cascades()) {
            Cause cause = order.cause();
            Origin.set(tx, cause.deletion(), cause.event(), cause.retain(), subscription.name());
        }
    }

    private void refuseUnknown() {
        KeptChildren.refuseUnknown(tx, known.get(0).replica(), known);
    }
}
