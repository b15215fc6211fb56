/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.engine.EngineListener;
import io.cascade.engine.deadletter.DeadLetterWriter;
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
    private final Subscriptions subscriptions;
    private final Settlements settlements;
    private final EventReader reader;
    private final DeadLetterWriter deadLetters;
    private final EngineListener listener;
    private final Tracing tracing;
    private final Runnable onBackfilled;
    private final HeldKeysDrain heldKeys;
    private final BallotBox ballots;
    private final RestorationTasks restorations;
    private boolean mayHold = true;
    private boolean mayWait = true;
    private boolean mayRestore = true;
    private int rounds;

    /** @param onBackfilled told when a bucket's backfill has arrived */
    public KeyEventHandler(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            DeadLetterWriter deadLetters,
            EngineListener listener,
            Tracing tracing,
            Runnable onBackfilled) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.settlements = new Settlements(service, subscriptions.contracts());
        this.reader = new EventReader(subscriptions);
        this.deadLetters = deadLetters;
        this.listener = listener;
        this.tracing = tracing;
        this.onBackfilled = onBackfilled;
        this.ballots = new BallotBox(service, dsl, subscriptions);
        this.restorations = new RestorationTasks(
                service,
                subscriptions.contracts(),
                dsl,
                new RestorableReferences(dsl, subscriptions),
                RestorationTasks.PATIENCE);
        this.heldKeys = new HeldKeysDrain(service, dsl, subscriptions, settlements, this::report);
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
        boolean look = rounds++ % LOOK_EVERY == 0;
        if (mayHold || look) {
            mayHold = heldKeys.drain();
        }
        if (mayWait || look) {
            mayWait = ballots.answer();
        }
        if (mayRestore || look) {
            mayRestore = restorations.work();
        }
    }

    private Optional<IncomingEvent> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return reader.read(record);
        } catch (MalformedEventException e) {
            bury(record, e.getMessage(), null);
            return Optional.empty();
        }
    }

    private void apply(List<IncomingEvent> piece) {
        if (piece.isEmpty()) {
            return;
        }
        try {
            applyTogether(piece, LockPolicy.WAIT);
        } catch (RuntimeException e) {
            if (!Failures.permanent(e) && !lockTimeout(e)) {
                throw e;
            }
            LOGGER.atDebug().setCause(e).log("A batch was refused and is applied event by event");
            piece.forEach(this::applyAlone);
        }
    }

    private void applyAlone(IncomingEvent event) {
        try {
            applyTogether(List.of(event), LockPolicy.AROUND);
        } catch (RuntimeException e) {
            if (lockTimeout(e)) {
                applyTogether(List.of(event), LockPolicy.ASIDE);
            } else if (Failures.permanent(e)) {
                bury(event.record(), Failures.describe(e), SqlStates.of(e).orElse(null));
            } else {
                throw e;
            }
        }
    }

    private void applyTogether(List<IncomingEvent> piece, LockPolicy locks) {
        Deliveries deliveries = new Deliveries(service);
        Set<UUID> fresh = new HashSet<>();
        try (TracedEvents traced = tracing.events()) {
            mayHold |= dsl.transactionResult(configuration -> {
                DSLContext tx = configuration.dsl();
                TransactionSettings.canonicalText(tx);
                TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
                fresh.addAll(
                        Inbox.accept(tx, piece.stream().map(IncomingEvent::id).toList()));
                EventApplier applier =
                        new EventApplier(service, tx, RelationshipState.observing(tx), locks, deliveries);
                boolean setAside = false;
                Set<UUID> seen = new HashSet<>();
                List<IncomingEvent> asked = new ArrayList<>();
                for (IncomingEvent event : piece) {
                    if (!seen.add(event.id())) {
                        continue;
                    }
                    if (fresh.contains(event.id()) || repeatable(event)) {
                        traced.enter(tx, event.id(), event.record().topic(), event.traceparent());
                        setAside |= applier.apply(event);
                    } else if (asksAgain(event)) {
                        asked.add(event);
                    }
                }
                traced.leave(tx);
                new PresentState(tx).report(asked, deliveries);
                seen.removeAll(fresh);
                deliveries.settle(tx, settlements, seen);
                return setAside;
            });
            traced.committed(deliveries.all());
        }
        mayWait |= piece.stream().anyMatch(event -> event.event() instanceof KeysEvent.Intended);
        mayRestore |= piece.stream().anyMatch(event -> event.event() instanceof KeysEvent.Restored);
        report(deliveries.all().stream()
                .filter(delivery -> fresh.contains(delivery.event()))
                .toList());
        reportLag(piece, fresh);
        if (piece.stream().anyMatch(event -> event.event() instanceof KeysEvent.Backfilled)) {
            onBackfilled.run();
        }
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

    private void bury(
            ConsumerRecord<byte[], byte[]> record, String cause, @org.jspecify.annotations.Nullable String sqlState) {
        String reason = cause.replace('\0', '\ufffd');
        dsl.transaction(configuration -> {
            DSLContext tx = configuration.dsl();
            if (!deadLetters.write(tx, record, reason, sqlState)) {
                return;
            }
            Optional<UUID> id = EventReader.id(record);
            if (id.isPresent()) {
                Inbox.accept(tx, List.of(id.get()));
                Deliveries failed = new Deliveries(service);
                subscriptions
                        .ofTopic(record.topic())
                        .forEach(subscription -> failed.add(
                                subscription.relationship().parent().service(),
                                Delivery.failed(id.get(), subscription.name(), reason)));
                failed.report(tx);
            }
        });
        listener.deadLetter(record.topic());
    }

    private static boolean lockTimeout(Throwable failure) {
        return SqlStates.of(failure)
                .filter(SqlStates.LOCK_NOT_AVAILABLE::equals)
                .isPresent();
    }
}
