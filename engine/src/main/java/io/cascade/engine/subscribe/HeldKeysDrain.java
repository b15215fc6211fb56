/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.Delivery;
import io.cascade.engine.brake.Pace;
import io.cascade.engine.deadletter.DeadLetterWriter.Refusal;
import io.cascade.engine.deadletter.HeldRecords;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.TraceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Comes back to the keys that were set aside: each event on its own, so that none waits for another one's lock. */
final class HeldKeysDrain {

    /** What is left after a round. */
    enum Left {
        NOTHING,
        /** Keys wait for somebody's lock. */
        WAITING,
        /** The round has come to the end of its rows, and the next one can go on at once. */
        WORK
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(HeldKeysDrain.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);
    /** Records wait for as long as a round takes. */
    private static final long ROUND_NANOS = 1_000_000_000L;
    /** What a constraint or a trigger has refused needs somebody to do something about it. */
    private static final long REFUSED_NANOS = 3_000_000_000L;
    /** Keys a round takes on: more than it can do, as a rule. */
    private static final int KEYS_PER_ROUND = KeyEventHandler.KEYS_PER_TRANSACTION;

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final Settlements settlements;
    private final DeadLetterBurial burial;
    private final int rowsPerTransaction;
    private final Pace pace;
    private final Consumer<List<Delivery>> onApplied;
    private final Consumer<String> onDeadLetter;
    private final HeldProgress progress;
    private final Map<UUID, Long> refusedUntil = new HashMap<>();
    /** The version at which the last round ran out of rows or time, so that the next one begins with the others. */
    private final Map<KeyReplica, Long> resumeAfter = new HashMap<>();

    /** @param onDeadLetter told the topic of an event that was refused when its turn came */
    HeldKeysDrain(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            Settlements settlements,
            DeadLetterBurial burial,
            int rowsPerTransaction,
            Pace pace,
            Consumer<List<Delivery>> onApplied,
            Consumer<String> onDeadLetter) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.settlements = settlements;
        this.burial = burial;
        this.rowsPerTransaction = rowsPerTransaction;
        this.pace = pace;
        this.progress = new HeldProgress(service, dsl);
        this.onApplied = onApplied;
        this.onDeadLetter = onDeadLetter;
    }

    /** Does what can be done now, one transaction a replica; returns what is still held that needs no person to go on. */
    Left drain() {
        Left left = Left.NOTHING;
        for (KeyReplica replica : subscriptions.replicas()) {
            Left here = drain(replica);
            left = here.compareTo(left) > 0 ? here : left;
        }
        return left;
    }

    private Left drain(KeyReplica replica) {
        HeldKeys waiting = new HeldKeys(dsl, replica, new ReplicaWriter(dsl, replica));
        if (!waiting.anyFree()) {
            return Left.NOTHING;
        }
        if (Standing.of(dsl, subscriptions).keeps(replica) && !waiting.anyOpen()) {
            return Left.WAITING;
        }
        RowBudget budget = RowBudget.of(pace.brake(), rowsPerTransaction);
        Deliveries applied = new Deliveries(service);
        List<String> buried = new ArrayList<>();
        boolean more = dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            TransactionSettings.all(tx, LOCK_TIMEOUT);
            HeldKeys held = new HeldKeys(tx, replica, new ReplicaWriter(tx, replica));
            if (!held.tryDrainLock()) {
                return false;
            }
            Deliveries refused = new Deliveries(service);
            boolean left = applyHeads(tx, replica, held, budget, applied, refused, buried);
            TraceContext.set(tx, "");
            applied.settle(
                    tx, settlements, applied.all().stream().map(Delivery::event).collect(Collectors.toSet()));
            refused.report(tx);
            return left;
        });
        onApplied.accept(applied.all());
        buried.forEach(onDeadLetter);
        progress.tell();
        pace.owe(budget.cost());
        return more || budget.exhausted() ? Left.WORK : Left.WAITING;
    }

    /** Returns whether the next round may go on at once, because there was more than this one has taken on. */
    private boolean applyHeads(
            DSLContext tx,
            KeyReplica replica,
            HeldKeys held,
            RowBudget budget,
            Deliveries applied,
            Deliveries refused,
            List<String> buried) {
        long end = System.nanoTime() + ROUND_NANOS;
        Standing standing = Standing.of(tx, subscriptions);
        if (standing.keeps(replica) && subscriptions.of(replica).stream().allMatch(standing::pauses)) {
            held.putAsideAll();
            return false;
        }
        List<HeldKeys.Head> turns = turns(held, standing.keeps(replica), resumeAfter.remove(replica));
        boolean full = turns.stream().mapToInt(head -> head.keys().size()).sum() >= KEYS_PER_ROUND;
        int moved = 0;
        for (HeldKeys.Head head : turns) {
            Long until = refusedUntil.get(head.event());
            if (until == null || System.nanoTime() - until >= 0) {
                moved += attempt(tx, replica, standing, head, budget, applied, refused, buried);
            }
            if (budget.exhausted() || System.nanoTime() - end >= 0) {
                resumeAfter.put(replica, head.version());
                return moved > 0;
            }
        }
        if (full) {
            resumeAfter.put(replica, turns.get(turns.size() - 1).version());
        }
        return full && moved > 0;
    }

    /** Begins where the last round has ended, and comes to the others then. */
    private static List<HeldKeys.Head> turns(HeldKeys held, boolean open, @Nullable Long resumed) {
        long after = resumed == null ? 0 : resumed;
        List<HeldKeys.Head> turns = new ArrayList<>(held.heads(open, after, Long.MAX_VALUE, KEYS_PER_ROUND));
        int keys = turns.stream().mapToInt(head -> head.keys().size()).sum();
        if (after > 0 && keys < KEYS_PER_ROUND) {
            turns.addAll(held.heads(open, 0, after, KEYS_PER_ROUND - keys));
        }
        return turns;
    }

    /** Returns with how many keys it has come further. */
    private int attempt(
            DSLContext tx,
            KeyReplica replica,
            Standing standing,
            HeldKeys.Head head,
            RowBudget budget,
            Deliveries applied,
            Deliveries refused,
            List<String> buried) {
        List<Subscription> subscribed = subscribed(replica, head);
        Deliveries own = new Deliveries(service);
        RowBudget.Spent before = budget.spent();
        try {
            int moved = tx.transactionResult(savepoint -> {
                TraceContext.setHeld(savepoint.dsl(), head.event());
                return new EventApplier(service, savepoint.dsl(), standing, LockPolicy.AROUND, own, budget)
                        .applyHead(replica, head, subscribed);
            });
            applied.addAll(own);
            refusedUntil.remove(head.event());
            if (own.all().isEmpty() && budget.spent().rows() > before.rows()) {
                progress.of(head.event(), replica.parent().service());
            }
            return moved;
        } catch (RuntimeException e) {
            budget.restore(before);
            if (Failures.permanent(e)) {
                Refusal refusal =
                        new Refusal(Failures.describe(e), SqlStates.of(e).orElse(null));
                Optional<ConsumerRecord<byte[], byte[]>> record = HeldRecords.find(tx, head.event());
                if (record.isPresent()) {
                    burial.bury(tx, replica, head, subscribed, record.get(), refusal);
                    buried.add(record.get().topic());
                } else {
                    refused(replica, head, subscribed, refusal.reason(), refused);
                }
            } else if (!SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.of(e).orElse(""))) {
                throw e;
            }
            return 0;
        }
    }

    /**
     * An earlier release has set it aside and kept no record of it. The keys stay, because what is queued up behind them must
     * not overtake.
     */
    private void refused(
            KeyReplica replica, HeldKeys.Head head, List<Subscription> subscribed, String reason, Deliveries refused) {
        if (refusedUntil.put(head.event(), System.nanoTime() + REFUSED_NANOS) == null) {
            subscribed.forEach(subscription -> refused.add(
                    replica.parent().service(), Delivery.failed(head.event(), subscription.name(), reason)));
            LOGGER.atError()
                    .addKeyValue("service", service)
                    .addKeyValue("eventId", head.event())
                    .addKeyValue("error", reason)
                    .log("An event whose keys were set aside is refused; it is tried again and again");
        }
    }

    private List<Subscription> subscribed(KeyReplica replica, HeldKeys.Head head) {
        if (head.propagation() == Propagation.ORPHAN) {
            return subscriptions.of(replica);
        }
        List<Subscription> ours = new ArrayList<>();
        head.relationships().forEach(name -> subscriptions.find(name).ifPresent(ours::add));
        return ours;
    }
}
