/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.deadletter.HeldRecords;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.undo.RestorationTasks;
import io.cascade.engine.vote.Ballots;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/**
 * Applies events to the children and the key replica, within one transaction. The set-based action comes first, because it
 * is fast and counts its rows; the native foreign key makes it correct: nobody can refer to a locked or removed key.
 */
final class EventApplier {

    /** What became of an event. */
    enum Outcome {
        DONE,
        /** Keys had to be set aside. */
        SET_ASIDE,
        /** Some of its keys are dealt with; for the others it has to come again. */
        BEGUN,
        /** Nothing was done: it has more rows than this transaction has room for, but perhaps the next one. */
        NO_ROOM
    }

    private final String service;
    private final DSLContext tx;
    private final Standing standing;
    private final LockPolicy locks;
    private final Deliveries deliveries;
    private final boolean verified;
    private final RowBudget budget;

    /** @param deliveries takes what became of the events */
    EventApplier(
            String service,
            DSLContext tx,
            Standing standing,
            LockPolicy locks,
            Deliveries deliveries,
            RowBudget budget) {
        this(service, tx, standing, locks, deliveries, false, budget);
    }

    private EventApplier(
            String service,
            DSLContext tx,
            Standing standing,
            LockPolicy locks,
            Deliveries deliveries,
            boolean verified,
            RowBudget budget) {
        this.service = service;
        this.tx = tx;
        this.standing = standing;
        this.locks = locks;
        this.deliveries = deliveries;
        this.verified = verified;
        this.budget = budget;
    }

    /** One for keys that the parent has just been asked for and does not have, which may be provisional therefore. */
    static EventApplier ofAbsent(String service, DSLContext tx, Deliveries deliveries, RowBudget budget) {
        return new EventApplier(service, tx, Standing.FREE, LockPolicy.AROUND, deliveries, true, budget);
    }

    Outcome apply(IncomingEvent incoming) {
        if (incoming.event() instanceof KeysEvent.Created created) {
            return apply(incoming, created);
        }
        if (incoming.event() instanceof KeysEvent.Deleted deleted) {
            return apply(incoming, deleted);
        }
        if (incoming.event() instanceof KeysEvent.Intended intended) {
            new Ballots(tx, service).add(incoming.ballot(intended));
        } else if (incoming.event() instanceof KeysEvent.Kept kept) {
            VoteEnd.withdraw(tx, service, incoming, kept.event(), kept.deletion());
            DeadLetterMarks.withdraw(tx, kept.event());
        } else if (incoming.event() instanceof KeysEvent.Restored restored) {
            RestorationTasks.add(
                    tx,
                    service,
                    incoming.id(),
                    incoming.publisher(),
                    restored,
                    incoming.subscriptions().stream().map(Subscription::name).toList());
        } else {
            KeysEvent.Backfilled marker = (KeysEvent.Backfilled) incoming.event();
            incoming.subscriptions()
                    .forEach(subscription -> RelationshipState.arrived(tx, subscription.name(), marker));
            Barriers.arrived(tx, marker);
        }
        return Outcome.DONE;
    }

    /** Applies events of a run together; returns how many, from the first on. */
    int apply(EventRun run) {
        return new RunApplier(tx, deliveries, budget).apply(run);
    }

    private Outcome apply(IncomingEvent incoming, KeysEvent.Created created) {
        ReplicaWriter writer = new ReplicaWriter(tx, incoming.replica());
        HeldKeys held = new HeldKeys(tx, incoming.replica(), writer);
        KeyBatch keys = batch(incoming, created.keys());
        KeyBatch free = free(held, keys);
        if (!free.isEmpty()) {
            writer.add(free, created.version());
        }
        return free.size() < keys.size()
                        && park(held, incoming, HeldKeys.Head.of(incoming.id(), created, keys.minus(free)), false) > 0
                ? Outcome.SET_ASIDE
                : Outcome.DONE;
    }

    private Outcome apply(IncomingEvent incoming, KeysEvent.Deleted deleted) {
        ReplicaWriter writer = new ReplicaWriter(tx, incoming.replica());
        HeldKeys held = new HeldKeys(tx, incoming.replica(), writer);
        KeyBatch keys = batch(incoming, deleted.keys());
        VoteEnd.ofOlderQuestions(tx, service, incoming);
        KeyBatch free = free(held, keys);
        HeldKeys.Head head = HeldKeys.Head.of(incoming.id(), deleted, keys);
        Map<Subscription, Long> rows = Map.of();
        KeyBatch remaining = keys.none();
        boolean kept = standing.keeps(incoming.replica());
        if (!free.isEmpty() && kept) {
            remaining = writer.remaining(free, deleted.version());
            remember(writer, free, deleted.version(), deleted.propagation(), incoming.subscriptions());
        } else if (!free.isEmpty()) {
            KeyDelete delete = delete(writer, head.of(free), incoming.subscriptions());
            if (!delete.fits() && !budget.untouched()) {
                return Outcome.NO_ROOM;
            }
            if (!delete.fits() && budget.braked()) {
                KeyBatch some = delete.carryOutSome();
                if (!some.isEmpty()) {
                    remember(writer, some, deleted.version(), deleted.propagation(), incoming.subscriptions());
                    delete.rows().forEach((each, count) -> HeldDeliveries.add(tx, incoming.id(), each.name(), count));
                    return Outcome.BEGUN;
                }
            }
            remaining = delete.carryOut();
            rows = delete.rows();
            remember(writer, free, deleted.version(), deleted.propagation(), incoming.subscriptions());
        }
        KeyBatch later = keys.minus(free).plus(remaining);
        boolean paused = kept && goingOn(incoming.subscriptions()).isEmpty();
        int parked = later.isEmpty() ? 0 : park(held, incoming, head.of(later), paused);
        VoteEnd.look(tx, service, incoming.replica(), deleted.deletion(), incoming.subscriptions());
        boolean waiting = parked > 0 || (free.size() < keys.size() && held.anyOf(incoming.id()));
        Map<String, Long> before = waiting || keys.size() == 1 ? Map.of() : HeldDeliveries.take(tx, incoming.id());
        if (!before.isEmpty()) {
            deliveries.begun(incoming.id());
        }
        for (Subscription subscription : incoming.subscriptions()) {
            long count = rows.getOrDefault(subscription, 0L);
            if (!waiting) {
                long total = count + before.getOrDefault(subscription.name(), 0L);
                deliveries.add(incoming.publisher(), Delivery.applied(incoming.id(), subscription.name(), total));
            } else {
                HeldDeliveries.add(tx, incoming.id(), subscription.name(), count);
            }
        }
        return waiting ? Outcome.SET_ASIDE : Outcome.DONE;
    }

    /** Sets keys aside, and the record with them: when their turn comes they may be refused, and then it is a dead letter. */
    private int park(HeldKeys held, IncomingEvent incoming, HeldKeys.Head head, boolean paused) {
        int parked = held.park(head, paused);
        if (parked > 0) {
            budget.spendKeys(parked);
            HeldRecords.keep(tx, incoming.id(), incoming.record());
        }
        return parked;
    }

    /**
     * Applies the action to the children of provisional keys that no event has deleted; keys that are held stay. Which version
     * such a key had does not matter, because the parent was asked for it just now.
     */
    void deleteAbsent(KeyReplica replica, KeyBatch keys, List<Subscription> subscriptions) {
        delete(
                        new ReplicaWriter(tx, replica),
                        new KeyDelete.Order(keys, Long.MAX_VALUE, KeyDelete.Cause.NONE, Propagation.BACKGROUND),
                        subscriptions)
                .carryOut();
    }

    private KeyBatch free(HeldKeys held, KeyBatch keys) {
        if (locks == LockPolicy.ASIDE) {
            return keys.none();
        }
        return held.any() ? held.withoutQueue(keys) : keys;
    }

    private void remember(
            ReplicaWriter writer,
            KeyBatch deleted,
            long version,
            Propagation propagation,
            List<Subscription> subscriptions) {
        if (subscriptions.stream().anyMatch(standing::observes)) {
            writer.rememberDeleted(deleted, version, propagation);
        }
    }

    private KeyDelete delete(ReplicaWriter writer, HeldKeys.Head head, List<Subscription> subscriptions) {
        KeyDelete.Cause cause = new KeyDelete.Cause(head.deletion(), head.event(), head.retain());
        return delete(
                writer, new KeyDelete.Order(head.keys(), head.version(), cause, head.propagation()), subscriptions);
    }

    private KeyDelete delete(ReplicaWriter writer, KeyDelete.Order order, List<Subscription> subscriptions) {
        return new KeyDelete(tx, writer, order, subscriptions, acting(subscriptions), locks, verified, budget);
    }

    /**
     * An eventual relationship has its foreign key from the first moment, while it still notes what existing rows refer to.
     * Those that keep copies come last, so that copies of what only the native action finds count for one of them.
     */
    private List<Subscription> acting(List<Subscription> subscriptions) {
        return subscriptions.stream()
                .filter(subscription -> subscription.eventual() || !standing.observes(subscription))
                .sorted(Comparator.comparing(
                        subscription -> subscription.relationship().retain() != null))
                .toList();
    }

    /** Those whose children follow although others of the same keys are paused. */
    private List<Subscription> goingOn(List<Subscription> subscriptions) {
        return acting(subscriptions).stream()
                .filter(subscription -> !standing.pauses(subscription))
                .toList();
    }

    /** Does what it can of a queue's head; the rest stays. Returns with how many keys it has come further. */
    int applyHead(KeyReplica replica, HeldKeys.Head waiting, List<Subscription> subscriptions) {
        HeldKeys.Head head = waiting.created() ? waiting : waiting.of(budget.some(waiting.keys()));
        ReplicaWriter writer = new ReplicaWriter(tx, replica);
        HeldKeys held = new HeldKeys(tx, replica, writer);
        if (head.created()) {
            writer.add(head.keys(), head.version());
            held.done(head.keys(), head.version());
            if (!held.anyOf(head.event())) {
                HeldRecords.forget(tx, head.event());
            }
            return head.keys().size();
        }
        if (standing.keeps(replica)) {
            KeyBatch done = earlierRows(writer, head, goingOn(subscriptions));
            held.putAside(done, head.version());
            return done.size();
        }
        KeyBatch done = carryOut(held, writer, head, subscriptions);
        if (done.isEmpty() && !head.keys().isEmpty()) {
            return 0;
        }
        held.done(done, head.version());
        VoteEnd.look(tx, service, replica, head.deletion(), subscriptions);
        remember(writer, done, head.version(), head.propagation(), subscriptions);
        if (!held.anyOf(head.event())) {
            HeldRecords.forget(tx, head.event());
            for (Subscription subscription : subscriptions) {
                long total = HeldDeliveries.finish(tx, head.event(), subscription.name());
                deliveries.add(replica.parent().service(), Delivery.applied(head.event(), subscription.name(), total));
            }
        }
        return done.size();
    }

    /** Keys that were created again since stay, with what may have come to them in their new life. Returns those that are done. */
    private KeyBatch carryOut(
            HeldKeys held, ReplicaWriter writer, HeldKeys.Head head, List<Subscription> subscriptions) {
        KeyBatch again = head.again() && head.before() != null
                ? held.createdAgain(head)
                : head.keys().none();
        KeyBatch done = again.none();
        if (!again.isEmpty()) {
            done = earlierRows(writer, head.of(again), acting(subscriptions));
            if (head.deletion() != null) {
                writer.keep(done, head.deletion());
            }
        }
        HeldKeys.Head rest = head.of(head.keys().minus(again));
        if (rest.keys().isEmpty() && !again.isEmpty()) {
            return done;
        }
        KeyDelete delete = delete(writer, rest, subscriptions);
        KeyBatch gone = rest.keys().minus(delete.carryOut());
        count(head, delete.rows());
        return done.plus(gone);
    }

    private KeyBatch earlierRows(ReplicaWriter writer, HeldKeys.Head head, List<Subscription> acting) {
        EarlierRows earlier = new EarlierRows(tx, writer, head, acting, budget);
        KeyBatch done = earlier.carryOut();
        count(head, earlier.rows());
        return done;
    }

    private void count(HeldKeys.Head head, Map<Subscription, Long> rows) {
        rows.forEach((subscription, count) -> HeldDeliveries.add(tx, head.event(), subscription.name(), count));
    }

    private static KeyBatch batch(IncomingEvent incoming, Map<String, List<String>> keys) {
        return KeyBatch.of(incoming.replica().parent(), keys);
    }
}
