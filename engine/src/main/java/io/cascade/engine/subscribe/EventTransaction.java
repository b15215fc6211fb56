/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.brake.Pace;
import io.cascade.engine.deadletter.DeadLetterStore;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.TracedEvents;
import io.cascade.engine.trace.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * One transaction over events: their inbox rows, their changes and their reports, for as many of them, from the first on, as
 * its budget of rows has room for.
 */
final class EventTransaction {

    /**
     * What a transaction has come to. There is none before its commit, so that nobody acts on what was rolled back.
     *
     * @param events those that it has dealt with
     * @param fresh the ids of those that were new to the inbox
     * @param setAside whether any keys were set aside
     * @param cost rows of children and of key replicas that were deleted or changed
     * @param unfinished whether keys were set aside for want of room, so that the next transaction can go on with them
     */
    record Committed(
            List<IncomingEvent> events,
            Set<UUID> fresh,
            List<Delivery> deliveries,
            long cost,
            boolean setAside,
            boolean unfinished) {

        boolean any(Class<? extends KeysEvent> kind) {
            return events.stream().anyMatch(event -> kind.isInstance(event.event()));
        }

        /** What was applied for the first time. */
        List<Delivery> freshDeliveries() {
            return deliveries.stream()
                    .filter(delivery -> fresh.contains(delivery.event()))
                    .toList();
        }
    }

    /** How long a statement waits for a row that an application transaction has locked. */
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final Settlements settlements;
    private final Tracing tracing;
    private final int rowsPerTransaction;
    private final Pace pace;

    EventTransaction(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            Settlements settlements,
            Tracing tracing,
            int rowsPerTransaction,
            Pace pace) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.settlements = settlements;
        this.tracing = tracing;
        this.rowsPerTransaction = rowsPerTransaction;
        this.pace = pace;
    }

    /** Applies at least some keys of the first of the events. One of which keys are left is not dealt with. */
    Committed apply(List<IncomingEvent> piece, LockPolicy locks) {
        try (TracedEvents traced = tracing.events()) {
            Committed committed = dsl.transactionResult(tx -> apply(tx.dsl(), piece, locks, traced));
            traced.committed(committed.deliveries());
            pace.owe(committed.cost());
            return committed;
        }
    }

    private Committed apply(DSLContext tx, List<IncomingEvent> piece, LockPolicy locks, TracedEvents traced) {
        TransactionSettings.all(tx, LOCK_TIMEOUT);
        Set<UUID> known = ids(piece);
        Set<UUID> fresh = Inbox.accept(tx, known);
        // Of all, because the inbox forgets sooner than a person decides.
        Set<UUID> dead = DeadLetterStore.unresolved(tx, known);
        Standing standing = Standing.of(tx, subscriptions);
        RowBudget budget = RowBudget.of(pace.brake(), rowsPerTransaction);
        Deliveries deliveries = new Deliveries(service);
        EventApplier applier = new EventApplier(service, tx, standing, locks, deliveries, budget);
        Set<UUID> notInRuns = new HashSet<>(known);
        notInRuns.removeAll(fresh);
        notInRuns.addAll(dead);
        Set<UUID> seen = new HashSet<>();
        List<IncomingEvent> asked = new ArrayList<>();
        boolean setAside = false;
        boolean unfinished = false;
        boolean room = true;
        boolean together = locks == LockPolicy.WAIT;
        int applied = 0;
        while (room && applied < piece.size()) {
            if (together) {
                EventRun run = EventRun.of(piece.subList(applied, piece.size()), standing, notInRuns);
                int done = run.isEmpty() ? 0 : apply(tx, applier, run, traced);
                List<UUID> ids =
                        run.first(done).events().stream().map(IncomingEvent::id).toList();
                seen.addAll(ids);
                notInRuns.addAll(ids);
                applied += done;
                room = !budget.exhausted();
                together = run.isEmpty() || done > 0;
                if (!room || done > 0 && done == run.events().size()) {
                    continue;
                }
            }
            IncomingEvent event = piece.get(applied);
            if (!seen.contains(event.id())) {
                if (!dead.contains(event.id()) && (fresh.contains(event.id()) || repeatable(event))) {
                    traced.enter(tx, event.id(), event.record().topic(), event.traceparent());
                    EventApplier.Outcome outcome = applier.apply(event);
                    if (outcome == EventApplier.Outcome.NO_ROOM) {
                        traced.drop(event.id());
                        break;
                    }
                    if (outcome == EventApplier.Outcome.BEGUN) {
                        break;
                    }
                    setAside |= outcome == EventApplier.Outcome.SET_ASIDE;
                    unfinished |= outcome == EventApplier.Outcome.SET_ASIDE && budget.exhausted();
                } else if (asksAgain(event)) {
                    asked.add(event);
                }
                seen.add(event.id());
            }
            applied++;
            room = !budget.exhausted();
        }
        forget(tx, piece.subList(applied, piece.size()), seen, fresh);
        traced.leave(tx);
        new PresentState(tx, settlements).report(asked, deliveries);
        seen.removeAll(fresh);
        deliveries.settle(tx, settlements, seen);
        List<IncomingEvent> events = piece.subList(0, applied);
        return new Committed(events, fresh, deliveries.all(), budget.cost(), setAside, unfinished);
    }

    /** Applies events of the run together; returns how many. */
    private static int apply(DSLContext tx, EventApplier applier, EventRun run, TracedEvents traced) {
        List<IncomingEvent> events = run.events();
        if (events.size() == 1) {
            IncomingEvent event = events.get(0);
            traced.enter(tx, event.id(), event.record().topic(), event.traceparent());
        } else {
            events.forEach(event -> traced.join(event.id(), event.record().topic(), event.traceparent()));
        }
        int applied = applier.apply(run);
        events.subList(applied, events.size()).forEach(event -> traced.drop(event.id()));
        return applied;
    }

    /** Those that the next transaction applies are as new to it as they were to this one. */
    private static void forget(DSLContext tx, List<IncomingEvent> left, Set<UUID> seen, Set<UUID> fresh) {
        Set<UUID> later = ids(left);
        later.removeAll(seen);
        later.retainAll(fresh);
        if (!later.isEmpty()) {
            Inbox.forget(tx, later);
            fresh.removeAll(later);
        }
    }

    private static Set<UUID> ids(List<IncomingEvent> events) {
        return events.stream().map(IncomingEvent::id).collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * A delete is applied again although it is known: its version makes that harmless, and a replay may just have brought
     * back an older creation of its keys that the inbox has forgotten. A request to bring rows back is answered again when its
     * publisher repeats it.
     */
    private static boolean repeatable(IncomingEvent event) {
        return event.event() instanceof KeysEvent.Restored restored && restored.redelivery()
                || event.event() instanceof KeysEvent.Deleted && !asksAgain(event);
    }

    /** What its publisher's watchdog sends: of a known event it only wants to hear. */
    private static boolean asksAgain(IncomingEvent event) {
        return event.event() instanceof KeysEvent.Deleted deleted && deleted.redelivery();
    }
}
