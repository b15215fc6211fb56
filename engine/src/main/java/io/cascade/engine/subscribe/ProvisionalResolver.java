/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Relationship;
import io.cascade.contracts.event.Delivery;
import io.cascade.engine.brake.Brake;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the parent's service for provisional keys. Nothing is deleted but for the answer that there is no such key, given
 * while the key was locked here: so every child that goes was there when its parent was not.
 */
final class ProvisionalResolver {

    /**
     * What became of some keys that were due.
     *
     * @param asked how many there were
     * @param unknown how many of them got no answer
     */
    record Outcome(int asked, int unknown) {

        boolean silent() {
            return asked > 0 && unknown == asked;
        }
    }

    /** Keys taken on at a time. */
    static final int CLAIM = 200;

    /** Keys whose inserts wait at a time while the parent is asked once more. */
    private static final int LOCKED = 20;

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    /** How long it rests at most for what one transaction has done. */
    private static final Duration REST = Duration.ofMinutes(2);

    private static final Logger LOGGER = LoggerFactory.getLogger(ProvisionalResolver.class);

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final Settlements settlements;
    private final KeyQuestions questions;
    private final ProvisionalKeys.Timing timing;
    private final int rowsPerTransaction;
    private final Brake brake;
    private final Consumer<List<Delivery>> onApplied;

    ProvisionalResolver(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            KeyQuestions questions,
            ProvisionalKeys.Timing timing,
            int rowsPerTransaction,
            Brake brake,
            Consumer<List<Delivery>> onApplied) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.settlements = new Settlements(service, subscriptions.contracts());
        this.questions = questions;
        this.timing = timing;
        this.rowsPerTransaction = rowsPerTransaction;
        this.brake = brake;
        this.onApplied = onApplied;
    }

    /**
     * Decides over some keys that are due.
     *
     * @param complete whether all that existing rows refer to is in the replica; until then nobody knows which keys those are
     */
    Outcome resolve(KeyReplica replica, boolean complete) {
        ProvisionalKeys.Claim claim = dsl.transactionResult(configuration -> {
            TransactionSettings.canonicalText(configuration.dsl());
            return new ProvisionalKeys(configuration.dsl(), replica).claim(timing, CLAIM);
        });
        Map<List<String>, Answer> answers = questions.ask(parent(replica), claim.keys());
        confirm(replica, claim, answers);
        KeyBatch absent = claim.keys().where(key -> answers.get(key) instanceof Answer.Absent);
        if (complete) {
            for (int i = 0; i < absent.size(); i += LOCKED) {
                decide(replica, claim, absent.slice(i, Math.min(absent.size(), i + LOCKED)));
            }
        }
        int unknown = claim.keys()
                .where(key -> answers.get(key) instanceof Answer.Unknown)
                .size();
        return new Outcome(claim.keys().size(), unknown);
    }

    private void confirm(KeyReplica replica, ProvisionalKeys.Claim claim, Map<List<String>, Answer> answers) {
        List<Long> versions = new ArrayList<>();
        KeyBatch present = claim.keys().where(key -> {
            if (answers.get(key) instanceof Answer.Present found) {
                versions.add(found.version());
                return true;
            }
            return false;
        });
        if (!present.isEmpty()) {
            new ProvisionalKeys(dsl, replica).confirm(claim, present, versions);
        }
    }

    private void decide(KeyReplica replica, ProvisionalKeys.Claim claim, KeyBatch absent) {
        try {
            RowBudget budget;
            do {
                RowBudget next = RowBudget.of(brake, rowsPerTransaction);
                Deliveries deliveries = new Deliveries(service);
                dsl.transaction(configuration -> decide(configuration.dsl(), replica, claim, absent, next, deliveries));
                onApplied.accept(deliveries.all());
                brake.pay(next.cost(), REST);
                budget = next;
            } while (budget.exhausted() && !Thread.currentThread().isInterrupted());
        } catch (RuntimeException e) {
            boolean busy =
                    SqlStates.of(e).filter(SqlStates.LOCK_NOT_AVAILABLE::equals).isPresent();
            if (!busy && !Failures.permanent(e)) {
                throw e;
            }
            if (absent.size() > 1) {
                for (int i = 0; i < absent.size(); i++) {
                    decide(replica, claim, absent.slice(i, i + 1));
                }
            } else if (!busy) {
                refused(replica, absent, Failures.describe(e));
            }
        }
    }

    private void decide(
            DSLContext tx,
            KeyReplica replica,
            ProvisionalKeys.Claim claim,
            KeyBatch absent,
            RowBudget budget,
            Deliveries deliveries) {
        TransactionSettings.freshSnapshots(tx);
        TransactionSettings.canonicalText(tx);
        TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
        if (Standing.of(tx, subscriptions).keeps(replica)) {
            return;
        }
        ProvisionalKeys keys = new ProvisionalKeys(tx, replica);
        HeldKeys held = new HeldKeys(tx, replica, new ReplicaWriter(tx, replica));
        boolean queued = held.any();
        if (queued && !held.tryDrainLock()) {
            return;
        }
        KeyBatch locked = keys.lock(claim, absent);
        Map<List<String>, Answer> answers = questions.ask(parent(replica), locked);
        KeyBatch gone = new DeadLetterMarks(tx, replica)
                .without(locked.where(key -> answers.get(key) instanceof Answer.Absent));
        if (gone.isEmpty()) {
            return;
        }
        List<HeldKeys.Head> heads = queued ? heads(held, gone) : List.of();
        List<Subscription> all = subscriptions.of(replica);
        KeyBatch staying = staying(keys, gone, heads, all, UnreferredKeys.knowsAllReferences(tx, replica, all));
        if (!staying.isEmpty()) {
            report(replica, keys.markAbsent(staying));
        }
        delete(tx, replica, gone.minus(staying), heads, budget, deliveries);
        deliveries.settle(
                tx, settlements, deliveries.all().stream().map(Delivery::event).collect(Collectors.toSet()));
    }

    /** Those with children that nothing may happen to: RESTRICT has nobody left to refuse, and orphans from before are no error of ours. */
    private static KeyBatch staying(
            ProvisionalKeys keys, KeyBatch gone, List<HeldKeys.Head> heads, List<Subscription> all, boolean known) {
        KeyBatch restricted = keys.referred(
                gone,
                all.stream()
                        .filter(subscription ->
                                subscription.relationship().onDelete().refuses())
                        .toList());
        KeyBatch undeleted = gone;
        for (HeldKeys.Head head : heads) {
            undeleted = undeleted.minus(head.keys());
        }
        KeyBatch adopted = undeleted.isEmpty() ? undeleted : keys.adopted(undeleted);
        KeyBatch orphaned = known ? keys.referred(adopted, all) : adopted;
        KeyBatch others = gone.minus(restricted).minus(orphaned);
        return gone.minus(others);
    }

    private void delete(
            DSLContext tx,
            KeyReplica replica,
            KeyBatch keys,
            List<HeldKeys.Head> heads,
            RowBudget budget,
            Deliveries deliveries) {
        EventApplier applier = EventApplier.ofAbsent(service, tx, deliveries, budget);
        KeyBatch rest = keys;
        for (HeldKeys.Head head : heads) {
            KeyBatch ours = head.keys().minus(head.keys().minus(keys));
            if (!ours.isEmpty() && !budget.exhausted()) {
                applier.applyHead(replica, head.of(ours), subscriptions.named(head.relationships()));
                rest = rest.minus(ours);
            }
        }
        if (!rest.isEmpty() && !budget.exhausted()) {
            applier.deleteAbsent(replica, rest, subscriptions.of(replica));
        }
    }

    /** The deletes that wait for one of the keys, so that they are reported with what they did. */
    private static List<HeldKeys.Head> heads(HeldKeys held, KeyBatch keys) {
        List<HeldKeys.Head> heads = new ArrayList<>();
        for (HeldKeys.Head head : held.heads()) {
            KeyBatch ours = head.keys().minus(head.keys().minus(keys));
            if (!head.created() && !ours.isEmpty()) {
                heads.add(head.of(ours));
            }
        }
        return heads;
    }

    private void report(KeyReplica replica, int news) {
        if (news > 0) {
            LOGGER.atWarn()
                    .addKeyValue("service", service)
                    .addKeyValue("parent", replica.parent().table())
                    .addKeyValue("keys", news)
                    .log("Rows refer to keys that the parent's service does not have; they stay, and are reported");
        }
    }

    private void refused(KeyReplica replica, KeyBatch key, String reason) {
        if (new ProvisionalKeys(dsl, replica).markAbsent(key) > 0) {
            LOGGER.atError()
                    .addKeyValue("service", service)
                    .addKeyValue("parent", replica.parent().table())
                    .addKeyValue("error", reason)
                    .log("The children of a key that does not exist cannot follow it; they stay, and are reported");
        }
    }

    /** Any of its relationships will do: they have the same parent. */
    private Relationship parent(KeyReplica replica) {
        return subscriptions.of(replica).get(0).relationship();
    }
}
