/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.engine.EngineListener;
import io.cascade.engine.brake.Brake;
import io.cascade.engine.deadletter.DeadLetter;
import io.cascade.engine.deadletter.DeadLetterResolution;
import io.cascade.engine.deadletter.DeadLetterStore;
import io.cascade.engine.deadletter.DeadLetterWriter.Refusal;
import io.cascade.engine.deadletter.DeadLetters.Outcome;
import io.cascade.engine.deadletter.HeldRecords;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a person resolves dead letters: each in one transaction that locks the letter, so that two who do it at once do it
 * once, and a crash leaves it as it was.
 */
public final class DeadLetterDesk implements DeadLetterResolution {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetterDesk.class);

    /** Somebody waits for the answer, and can ask again. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);

    /** Who replays one letter after the other is slowed down like everything else, and gets an answer in time. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Locks that cannot be had and conflicts that pass. */
    private static final Set<String> BUSY = Set.of(SqlStates.LOCK_NOT_AVAILABLE, "40001", "40P01");

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final Settlements settlements;
    private final KeyLookup lookup;
    private final EngineListener listener;
    private final int rowsPerTransaction;
    private final Brake brake;
    private final Runnable onResolved;

    /**
     * @param lookup who can be asked whether a key exists
     * @param rowsPerTransaction how many child rows a replay changes at once; what is left follows as with other events
     * @param brake makes them fewer while the database suffers
     * @param onResolved told when something that waited may go on
     */
    public DeadLetterDesk(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            KeyLookup lookup,
            EngineListener listener,
            int rowsPerTransaction,
            Brake brake,
            Runnable onResolved) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.settlements = new Settlements(service, subscriptions.contracts());
        this.lookup = lookup;
        this.listener = listener;
        this.rowsPerTransaction = rowsPerTransaction;
        this.brake = brake;
        this.onResolved = onResolved;
    }

    @Override
    public Outcome replay(long id) {
        Deliveries applied = new Deliveries(service);
        RowBudget budget = RowBudget.of(brake, rowsPerTransaction);
        Outcome outcome = resolve(tx -> replay(tx, id, applied, budget));
        if (outcome instanceof Outcome.Resolved) {
            applied.all().forEach(delivery -> listener.applied(delivery.relationship(), 1, delivery.rows()));
            brake.pay(budget.cost(), PATIENCE);
        }
        return outcome;
    }

    @Override
    public Outcome discard(long id, String reason) {
        return resolve(tx -> discard(tx, id, reason));
    }

    private interface Resolution {
        Outcome in(DSLContext tx);
    }

    private Outcome resolve(Resolution resolution) {
        try {
            Outcome outcome = dsl.transactionResult(configuration -> {
                DSLContext tx = configuration.dsl();
                TransactionSettings.freshSnapshots(tx);
                TransactionSettings.canonicalText(tx);
                TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
                return resolution.in(tx);
            });
            if (outcome instanceof Outcome.Resolved) {
                onResolved.run();
            }
            return outcome;
        } catch (RuntimeException e) {
            if (SqlStates.of(e).filter(BUSY::contains).isPresent()) {
                return new Outcome.Refused("other transactions hold what it needs; try again in a moment");
            }
            throw e;
        }
    }

    private Outcome replay(DSLContext tx, long id, Deliveries applied, RowBudget budget) {
        OpenLetter letter = OpenLetter.lock(tx, id, subscriptions).orElse(null);
        if (letter == null) {
            return closed(tx, id, DeadLetter.State.REPLAYED);
        }
        try {
            tx.transaction(savepoint ->
                    new DeadLetterReplay(service, savepoint.dsl(), subscriptions, lookup, budget, applied).run(letter));
        } catch (DeadLetterReplay.NotYetException e) {
            return new Outcome.Refused(e.getMessage());
        } catch (MalformedEventException e) {
            return refused(tx, letter, new Refusal(e.getMessage(), null));
        } catch (RuntimeException e) {
            if (!Failures.permanent(e)) {
                throw e;
            }
            return refused(
                    tx,
                    letter,
                    new Refusal(Failures.describe(e), SqlStates.of(e).orElse(null)));
        }
        TraceContext.set(tx, "");
        applied.settle(
                tx, settlements, applied.all().stream().map(Delivery::event).collect(Collectors.toSet()));
        letter.replayed(tx);
        return new Outcome.Resolved(DeadLetterStore.find(tx, id).orElseThrow());
    }

    private Outcome refused(DSLContext tx, OpenLetter letter, Refusal refusal) {
        letter.refused(tx, refusal);
        letter.report(tx, service, refusal.reason());
        return new Outcome.Refused(refusal.reason());
    }

    private Outcome discard(DSLContext tx, long id, String reason) {
        OpenLetter letter = OpenLetter.lock(tx, id, subscriptions).orElse(null);
        if (letter == null) {
            return closed(tx, id, DeadLetter.State.DISCARDED);
        }
        for (KeyReplica replica : subscriptions.replicasOfTopic(letter.topic())) {
            new HeldKeys(tx, replica, new ReplicaWriter(tx, replica)).drainLock();
            DeadLetterMarks marks = new DeadLetterMarks(tx, replica);
            letter.event().ifPresent(marks::drop);
            marks.release(id);
        }
        letter.event().ifPresent(event -> HeldRecords.forget(tx, event));
        if (letter.placed()) {
            readable(letter.record()).ifPresent(incoming -> VoteEnd.keep(tx, service, incoming));
        }
        letter.discarded(tx, reason);
        letter.reportDiscarded(tx, service, settlements, reason);
        return new Outcome.Resolved(DeadLetterStore.find(tx, id).orElseThrow());
    }

    /**
     * Of a letter that is not open: whether it is as somebody wants it. Then its publisher hears once more what has become of
     * it, because somebody who asks again may do so since the first report was lost.
     */
    private Outcome closed(DSLContext tx, long id, DeadLetter.State wanted) {
        DeadLetter letter = DeadLetterStore.find(tx, id).orElse(null);
        if (letter == null) {
            return new Outcome.Missing();
        }
        if (letter.state() != wanted) {
            return new Outcome.Settled(letter);
        }
        OpenLetter.record(tx, id).flatMap(this::readable).ifPresent(incoming -> {
            Deliveries present = new Deliveries(service);
            new PresentState(tx, settlements).report(List.of(incoming), present);
            present.settle(tx, settlements, Set.of(incoming.id()));
        });
        return new Outcome.Resolved(letter);
    }

    private Optional<IncomingEvent> readable(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new EventReader(subscriptions).read(record);
        } catch (MalformedEventException e) {
            LOGGER.atDebug().setCause(e).log("What cannot be read is reported no second time");
            return Optional.empty();
        }
    }
}
