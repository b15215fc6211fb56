/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.engine.EngineListener;
import io.cascade.engine.brake.Pace;
import io.cascade.engine.deadletter.DeadLetterWriter;
import io.cascade.engine.deadletter.DeadLetterWriter.Refusal;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.kafka.RecordHandler;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.Tracing;
import io.cascade.engine.undo.RestorationTasks;
import io.cascade.engine.vote.OverdueBallots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
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

    /** A delete has few keys if it is no more than such a part of what a second has room for. */
    private static final int FEW = 100;

    /** Keys that another instance has set aside are looked for once in so many rounds: it may be gone. */
    private static final int LOOK_EVERY = 50;

    private static final long ASK_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Logger LOGGER = LoggerFactory.getLogger(KeyEventHandler.class);

    private final DSLContext dsl;
    private final EventReader reader;
    private final DeadLetterBurial burial;
    private final EngineListener listener;
    private final EventTransaction transaction;
    private final Runnable onBackfilled;
    private final HeldKeysDrain heldKeys;
    private final BallotBox ballots;
    private final OverdueBallots overdue;
    private final Pace pace;
    private final RestorationTasks restorations;
    private final AtomicBoolean woken = new AtomicBoolean();
    private boolean mayHold = true;
    private boolean busy;
    private boolean mayWait = true;
    private boolean mayRestore = true;
    private int rounds;
    private int turn;
    private long nextAsk = System.nanoTime() + ASK_NANOS;

    /**
     * @param rowsPerTransaction how many child rows the actions of one transaction change at most
     * @param pace of the consumer whose records these are
     * @param overdue asks what has become of votes
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
            Pace pace,
            OverdueBallots overdue,
            Runnable onBackfilled) {
        this.dsl = dsl;
        Settlements settlements = new Settlements(service, subscriptions.contracts());
        this.reader = new EventReader(subscriptions);
        this.burial = new DeadLetterBurial(service, subscriptions, deadLetters);
        this.listener = listener;
        this.pace = pace;
        this.transaction =
                new EventTransaction(service, dsl, subscriptions, settlements, tracing, rowsPerTransaction, pace);
        this.onBackfilled = onBackfilled;
        this.overdue = overdue;
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
                pace,
                this::report,
                listener::deadLetter);
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        boolean braked = !pace.brake().strains().isEmpty();
        List<ConsumerRecord<byte[], byte[]>> left = applyInOrder(braked ? overtaken(records) : records);
        if (mayWait) {
            mayWait = ballots.answer();
        }
        if (mayRestore) {
            mayRestore = restorations.work();
        }
        return left;
    }

    @Override
    public Duration rest() {
        return pace.rest();
    }

    /** Applies those that may overtake the others, and returns the others. What comes to be known here is harmless again. */
    private List<ConsumerRecord<byte[], byte[]>> overtaken(List<ConsumerRecord<byte[], byte[]>> records) {
        List<IncomingEvent> all =
                records.stream().flatMap(record -> read(record).stream()).toList();
        int few = pace.brake().rows(KEYS_PER_TRANSACTION) / FEW;
        List<IncomingEvent> first = Overtaking.of(all, few, KEYS_PER_TRANSACTION);
        Set<UUID> unknown =
                Inbox.unknown(dsl, first.stream().map(IncomingEvent::id).toList());
        List<IncomingEvent> fresh =
                first.stream().filter(event -> unknown.contains(event.id())).toList();
        Set<ConsumerRecord<byte[], byte[]>> applied = Collections.newSetFromMap(new IdentityHashMap<>());
        fresh.subList(0, apply(fresh)).forEach(event -> applied.add(event.record()));
        return Overtaking.byTurns(
                records.stream().filter(record -> !applied.contains(record)).toList(), turn++);
    }

    /** Returns those that have to come again: at least one transaction's worth is dealt with. */
    private List<ConsumerRecord<byte[], byte[]>> applyInOrder(List<ConsumerRecord<byte[], byte[]>> records) {
        int next = 0;
        do {
            List<IncomingEvent> piece = new ArrayList<>();
            int most = pace.brake().rows(KEYS_PER_TRANSACTION);
            for (int keys = 0; keys < most && next < records.size(); next++) {
                Optional<IncomingEvent> event = read(records.get(next));
                event.ifPresent(piece::add);
                keys += event.map(IncomingEvent::size).orElse(0);
            }
            int done = apply(piece);
            if (done < piece.size()) {
                ConsumerRecord<byte[], byte[]> first = piece.get(done).record();
                return records.subList(records.indexOf(first), records.size());
            }
        } while (next < records.size() && !pace.tired());
        return records.subList(next, records.size());
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
        if (System.nanoTime() - nextAsk >= 0) {
            nextAsk = System.nanoTime() + ASK_NANOS;
            overdue.ask(dsl);
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

    /** Returns how many of the events, from the first on, are dealt with before it is time to rest. */
    private int apply(List<IncomingEvent> piece) {
        int done = 0;
        boolean alone = false;
        boolean worked = false;
        while (done < piece.size() && !(worked && pace.tired())) {
            try {
                done += alone
                        ? applyAlone(piece.get(done))
                        : applyTogether(piece.subList(done, piece.size()), LockPolicy.WAIT);
                worked = true;
            } catch (RuntimeException e) {
                if (alone || !Failures.permanent(e) && !lockTimeout(e)) {
                    throw e;
                }
                LOGGER.atDebug().setCause(e).log("A batch was refused and is applied event by event");
                alone = true;
            }
        }
        return done;
    }

    private int applyAlone(IncomingEvent event) {
        try {
            return applyTogether(List.of(event), LockPolicy.AROUND);
        } catch (RuntimeException e) {
            if (lockTimeout(e)) {
                return applyTogether(List.of(event), LockPolicy.ASIDE);
            } else if (Failures.permanent(e)) {
                Refusal refusal =
                        new Refusal(Failures.describe(e), SqlStates.of(e).orElse(null));
                bury(event.record().topic(), tx -> burial.bury(tx, event, refusal));
                return 1;
            } else {
                throw e;
            }
        }
    }

    /** Applies as many of the events, from the first on, as its transaction has room for, and returns their number. */
    private int applyTogether(List<IncomingEvent> piece, LockPolicy locks) {
        EventTransaction.Committed committed = transaction.apply(piece, locks);
        mayHold |= committed.setAside();
        busy |= committed.unfinished();
        mayWait |= committed.any(KeysEvent.Intended.class);
        mayRestore |= committed.any(KeysEvent.Restored.class);
        report(committed.freshDeliveries());
        reportLag(committed);
        if (committed.any(KeysEvent.Backfilled.class)) {
            onBackfilled.run();
        }
        return committed.events().size();
    }

    private void report(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> listener.applied(delivery.relationship(), 1, delivery.rows()));
    }

    private void reportLag(EventTransaction.Committed committed) {
        Instant now = Instant.now();
        for (IncomingEvent event : committed.events()) {
            if (committed.fresh().contains(event.id()) && event.event() instanceof KeysEvent.Deleted) {
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
