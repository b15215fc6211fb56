/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.deadletter.HeldRecords;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.trace.TraceContext;
import java.util.OptionalLong;
import org.jooq.DSLContext;

/** Applies a dead letter's event as the contracts are now, within a transaction, from its place in the queue of its keys. */
final class DeadLetterReplay {

    /** Nothing is wrong with the event; what has to come before it has not. */
    static final class NotYetException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotYetException(String reason) {
            super(reason);
        }
    }

    private final String service;
    private final DSLContext tx;
    private final Subscriptions subscriptions;
    private final KeyLookup lookup;
    private final RowBudget budget;
    private final Deliveries deliveries;

    DeadLetterReplay(
            String service,
            DSLContext tx,
            Subscriptions subscriptions,
            KeyLookup lookup,
            RowBudget budget,
            Deliveries deliveries) {
        this.service = service;
        this.tx = tx;
        this.subscriptions = subscriptions;
        this.lookup = lookup;
        this.budget = budget;
        this.deliveries = deliveries;
    }

    void run(OpenLetter letter) {
        IncomingEvent incoming = new EventReader(subscriptions)
                .read(letter.record())
                .orElseThrow(() -> new NotYetException(
                        "the contracts of this service know none of its relationships any more; discard it"));
        Standing standing = Standing.of(tx, subscriptions);
        if (incoming.event() instanceof KeysEvent.Deleted && standing.keeps(incoming.replica())) {
            throw new NotYetException(standing.reason(incoming.replica()) + "; resume it first");
        }
        String traceparent = incoming.traceparent();
        TraceContext.set(tx, traceparent == null ? "" : traceparent);
        if (incoming.head().isEmpty()) {
            applier(budget).apply(incoming);
        } else if (!letter.placed() && incoming.event() instanceof KeysEvent.Created) {
            takeOn(incoming, incoming.head().get().keys());
        } else {
            apply(incoming, incoming.head().get(), letter);
        }
    }

    private EventApplier applier(RowBudget within) {
        return new EventApplier(service, tx, Standing.of(tx, subscriptions), LockPolicy.AROUND, deliveries, within);
    }

    /**
     * What of it is locked now, or more than one transaction should do, is done as soon as it can be, without anybody's help.
     * That is no way for a key that was created again: all of it goes now, or nothing.
     */
    private void apply(IncomingEvent incoming, HeldKeys.Head event, OpenLetter letter) {
        KeyReplica replica = incoming.replica();
        HeldKeys held = new HeldKeys(tx, replica, new ReplicaWriter(tx, replica));
        held.drainLock();
        if (!letter.placed()) {
            held.insert(event, letter.id());
        }
        DeadLetterMarks marks = new DeadLetterMarks(tx, replica);
        OptionalLong first = marks.before(letter.id(), incoming.id());
        if (first.isPresent()) {
            throw new NotYetException("the dead letter " + first.getAsLong()
                    + " is of earlier events of the same keys; resolve it first");
        }
        HeldKeys.Head head = held.headOf(letter.id(), incoming.id())
                .orElseGet(() -> event.of(event.keys().none()));
        NextLife nextLife = new NextLife(tx, replica);
        if (!head.created()) {
            nextLife.prevents(head, letter.since(), incoming.subscriptions()).ifPresent(reason -> {
                throw new NotYetException(reason);
            });
        }
        boolean atOnce = nextLife.isOf(head);
        RowBudget within = atOnce ? RowBudget.unlimited() : budget;
        VoteEnd.ofOlderQuestions(tx, service, incoming);
        applier(within).applyHead(replica, head, incoming.subscriptions());
        if (atOnce) {
            budget.spend(within.cost());
        }
        if (held.headOf(letter.id(), incoming.id()).filter(nextLife::isOf).isPresent()) {
            throw new NotYetException(
                    "a key of it was created again, and somebody has locked rows that refer to it; try again");
        }
        if (held.anyOf(incoming.id())) {
            HeldRecords.keep(tx, incoming.id(), letter.record());
        }
        subscriptions.replicasOfTopic(letter.topic()).forEach(each -> new DeadLetterMarks(tx, each)
                .release(letter.id()));
    }

    /**
     * Nobody knows whether its keys have been deleted since: such a delete found nothing to delete and left nothing to remember
     * it by. So the parent is asked, as about every key that was not seen there.
     */
    private void takeOn(IncomingEvent incoming, KeyBatch keys) {
        KeyReplica replica = incoming.replica();
        if (replica.onlyReferred() && !RelationshipState.needsAllKeys(tx, replica)) {
            return;
        }
        if (!lookup.reaches(incoming.publisher())) {
            throw new NotYetException("its keys may have been deleted since, and " + incoming.publisher()
                    + " cannot be asked for them: configure where it is");
        }
        HeldKeys held = new HeldKeys(tx, replica, new ReplicaWriter(tx, replica));
        new ProvisionalKeys(tx, replica).doubt(held.withoutQueue(keys));
    }
}
