/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.engine.EngineListener;
import io.cascade.engine.deadletter.DeadLetterStore;
import io.cascade.engine.deadletter.DeadLetterWriter;
import io.cascade.engine.deadletter.DeadLetterWriter.Refusal;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.kafka.RecordHandler;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.TracedEvents;
import io.cascade.engine.trace.Tracing;
import io.cascade.engine.undo.RestorationTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the key events of a poll: in transactions of a bounded number of keys, each with its inbox rows, its changes and
 * its reports. A transaction that is refused is done again event by event, to find the one that cannot be applied.
 */
public final class KeyEventHandler implements RecordHandler {

    /** Keys a transaction: enough to make its overhead small, few enough to keep locks and WAL of one commit bounded. */
    static final int KEYS_PER_TRANSACTION = 20_000;

    /** How long a statement waits for a row that an application transaction has locked. */
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);
    /** Keys that another instance has set aside are looked for once in so many rounds: it may be gone. */
    private static final int LOOK_EVERY = 50;

    private static final Logger LOGGER = LoggerFactory.getLogger(KeyEventHandler.class);

    private final String service;
    private final DSLContext dsl;
    private final Settlements settlements;
    private final EventReader reader;
    private final DeadLetterBurial burial;
    private final EngineListener listener;
    private final Tracing tracing;
    private final Runnable onBackfilled;
    private final HeldKeysDrain heldKeys;
    private final BallotBox ballots;
    private final RestorationTasks restorations;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final int rowsPerTransaction;
    private boolean mayHold = true;
    private boolean busy;
    private boolean mayWait = true;
    private boolean mayRestore = true;
    private int rounds;

    /**
     * @param rowsPerTransaction how many child rows the actions of one transaction change at most
     * @param onBackfilled told when a bucket's backfill has arrived
     */
    public KeyEventHandler(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            DeadLetterWriter deadLetters,
            EngineListener listener,
            Tracing tracing,
            int rowsPerTransaction,
            Runnable onBackfilled) {
        this.service = service;
        this.dsl = dsl;
        this.settlements = new Settlements(service, subscriptions.contracts());
        this.reader = new EventReader(subscriptions);
        this.burial = new DeadLetterBurial(service, subscriptions, deadLetters);
        this.listener = listener;
        this.tracing = tracing;
        this.rowsPerTransaction = rowsPerTransaction;
        this.onBackfilled = onBackfilled;
        this.ballots = new BallotBox(service, dsl, subscriptions);
        this.restorations = new RestorationTasks(
                service,
                subscriptions.contracts(),
                dsl,
                new RestorableReferences(dsl, subscriptions),
                RestorationTasks.PATIENCE);
        this.heldKeys = new HeldKeysDrain(
                service,
                dsl,
                subscriptions,
                settlements,
                burial,
                rowsPerTransaction,
                this::report,
                listener::deadLetter);
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<IncomingEvent> piece = new ArrayList<>();
        int keys = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<IncomingEvent> event = read(record);
            if (event.isPresent()) {
                piece.add(event.get());
                keys += event.get().size();
            }
            if (keys >= KEYS_PER_TRANSACTION) {
                apply(piece);
                piece = new ArrayList<>();
                keys = 0;
            }
        }
        apply(piece);
        if (mayWait) {
            mayWait = ballots.answer();
        }
        if (mayRestore) {
            mayRestore = restorations.work();
        }
    }

    @Override
    public void idle() {
        boolean look = rounds++ % LOOK_EVERY == 0 | woken.getAndSet(false);
        if (mayHold || look) {
            busy = false;
            HeldKeysDrain.Left left = heldKeys.drain();
            mayHold = left != HeldKeysDrain.Left.NOTHING;
            busy = left == HeldKeysDrain.Left.WORK;
        }
        if (mayWait || look) {
            mayWait = ballots.answer();
        }
        if (mayRestore || look) {
            mayRestore = restorations.work();
        }
    }

    @Override
    public boolean busy() {
        return busy;
    }

    /** Looks at what was set aside without waiting for its time. May be called by any thread. */
    public void wake() {
        woken.set(true);
    }

    private Optional<IncomingEvent> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return reader.read(record);
        } catch (MalformedEventException e) {
            bury(record.topic(), tx -> burial.bury(tx, record, new Refusal(e.getMessage(), null)));
            return Optional.empty();
        }
    }

    private void apply(List<IncomingEvent> piece) {
        if (piece.isEmpty()) {
            return;
        }
        List<IncomingEvent> left = piece;
        try {
            while (!left.isEmpty()) {
                left = left.subList(applyTogether(left, LockPolicy.WAIT), left.size());
            }
        } catch (RuntimeException e) {
            if (!Failures.permanent(e) && !lockTimeout(e)) {
                throw e;
            }
            LOGGER.atDebug().setCause(e).log("A batch was refused and is applied event by event");
            left.forEach(this::applyAlone);
        }
    }

    private void applyAlone(IncomingEvent event) {
        try {
            applyTogether(List.of(event), LockPolicy.AROUND);
        } catch (RuntimeException e) {
            if (lockTimeout(e)) {
                applyTogether(List.of(event), LockPolicy.ASIDE);
            } else if (Failures.permanent(e)) {
                Refusal refusal =
                        new Refusal(Failures.describe(e), SqlStates.of(e).orElse(null));
                bury(event.record().topic(), tx -> burial.bury(tx, event, refusal));
            } else {
                throw e;
            }
        }
    }

    /** Applies as many of the events, from the first on, as its transaction has room for, and returns their number. */
    private int applyTogether(List<IncomingEvent> piece, LockPolicy locks) {
        Deliveries deliveries = new Deliveries(service);
        Set<UUID> fresh = new HashSet<>();
        int applied;
        try (TracedEvents traced = tracing.events()) {
            applied = dsl.transactionResult(
                    configuration -> applyTogether(configuration.dsl(), piece, locks, deliveries, fresh, traced));
            traced.committed(deliveries.all());
        }
        List<IncomingEvent> done = piece.subList(0, applied);
        mayWait |= done.stream().anyMatch(event -> event.event() instanceof KeysEvent.Intended);
        mayRestore |= done.stream().anyMatch(event -> event.event() instanceof KeysEvent.Restored);
        report(deliveries.all().stream()
                .filter(delivery -> fresh.contains(delivery.event()))
                .toList());
        reportLag(done, fresh);
        if (done.stream().anyMatch(event -> event.event() instanceof KeysEvent.Backfilled)) {
            onBackfilled.run();
        }
        return applied;
    }

    private int applyTogether(
            DSLContext tx,
            List<IncomingEvent> piece,
            LockPolicy locks,
            Deliveries deliveries,
            Set<UUID> fresh,
            TracedEvents traced) {
        TransactionSettings.freshSnapshots(tx);
        TransactionSettings.canonicalText(tx);
        TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
        Set<UUID> known = ids(piece);
        fresh.addAll(Inbox.accept(tx, known));
        // Of all, because the inbox forgets sooner than a person decides.
        Set<UUID> dead = DeadLetterStore.unresolved(tx, known);
        RowBudget budget = new RowBudget(rowsPerTransaction);
        EventApplier applier =
                new EventApplier(service, tx, RelationshipState.observing(tx), locks, deliveries, budget);
        Set<UUID> seen = new HashSet<>();
        List<IncomingEvent> asked = new ArrayList<>();
        int applied = 0;
        boolean room = true;
        while (room && applied < piece.size()) {
            IncomingEvent event = piece.get(applied);
            if (!seen.contains(event.id())) {
                if (!dead.contains(event.id()) && (fresh.contains(event.id()) || repeatable(event))) {
                    traced.enter(tx, event.id(), event.record().topic(), event.traceparent());
                    EventApplier.Outcome outcome = applier.apply(event);
                    if (outcome == EventApplier.Outcome.NO_ROOM) {
                        traced.drop(event.id());
                        break;
                    }
                    mayHold |= outcome == EventApplier.Outcome.SET_ASIDE;
                    busy |= outcome == EventApplier.Outcome.SET_ASIDE && budget.exhausted();
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
     * back an older creation of its keys that the inbox has forgotten.
     */
    private static boolean repeatable(IncomingEvent event) {
        return event.event() instanceof KeysEvent.Deleted && !asksAgain(event);
    }

    /** What its publisher's watchdog sends: of a known event it only wants to hear. */
    private static boolean asksAgain(IncomingEvent event) {
        return event.event() instanceof KeysEvent.Deleted deleted && deleted.redelivery();
    }

    private void report(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> listener.applied(delivery.relationship(), 1, delivery.rows()));
    }

    private void reportLag(List<IncomingEvent> piece, Set<UUID> fresh) {
        Instant now = Instant.now();
        for (IncomingEvent event : piece) {
            if (fresh.contains(event.id()) && event.event() instanceof KeysEvent.Deleted) {
                event.subscriptions()
                        .forEach(
                                subscription -> listener.lag(subscription.name(), Duration.between(event.time(), now)));
            }
        }
    }

    private void bury(String topic, Predicate<DSLContext> work) {
        boolean buried = dsl.transactionResult(configuration -> {
            TransactionSettings.canonicalText(configuration.dsl());
            return work.test(configuration.dsl());
        });
        if (buried) {
            listener.deadLetter(topic);
        }
    }

    private static boolean lockTimeout(Throwable failure) {
        return SqlStates.of(failure)
                .filter(SqlStates.LOCK_NOT_AVAILABLE::equals)
                .isPresent();
    }
}
