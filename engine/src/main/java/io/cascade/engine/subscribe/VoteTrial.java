/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.contracts.event.Vote;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.vote.ClaimedKeys;
import io.cascade.engine.vote.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Lets PostgreSQL vote: removes the keys from the replica and takes it back. What a native constraint refuses, here or in a
 * table that a cascade comes to, is a veto; otherwise the keys are marked, and nobody may begin to refer to them.
 */
final class VoteTrial {

    /** What came of it. */
    sealed interface Result {

        /** Somebody has locked rows; nothing is known yet. */
        record Later() implements Result {}

        /**
         * Nothing here refuses, and the keys are marked.
         *
         * @param askOn what other services have to be asked; null if nothing
         */
        record Free(Trial.@Nullable Found askOn) implements Result {}

        record Held(Vote.Veto veto) implements Result {}
    }

    private static final String NOT_IN_PREREQUISITE_STATE = "55000";

    private final DSLContext tx;
    private final String service;
    private final KeyReplica replica;
    private final List<Subscription> subscriptions;
    private final ReplicaWriter writer;
    private final Map<String, Long> holding = new HashMap<>();

    /** @param subscriptions all of one replica, at least one of which is asked */
    VoteTrial(DSLContext tx, String service, List<Subscription> subscriptions) {
        this.tx = tx;
        this.service = service;
        this.replica = subscriptions.get(0).replica();
        this.subscriptions = subscriptions;
        this.writer = new ReplicaWriter(tx, replica);
    }

    Result vote(KeysEvent.Intended intended) {
        Optional<Vote.Veto> unready = unready();
        if (unready.isPresent()) {
            return new Result.Held(unready.get());
        }
        KeyBatch keys = KeyBatch.of(replica.parent(), intended.keys());
        HeldKeys held = new HeldKeys(tx, replica, writer);
        if (held.any() && held.withoutQueue(keys).size() < keys.size()) {
            return new Result.Later();
        }
        // Absent keys first: nobody can refer to a row that is locked here, but to one that is not there.
        writer.insertAbsent(keys, intended.version());
        ReplicaWriter.Locked locked = writer.lockAll(keys, intended.version(), intended.deletion());
        if (locked.newer() > 0) {
            return new Result.Held(new Vote.Veto(
                    "", 0, SqlStates.LOCK_NOT_AVAILABLE, "keys were published again meanwhile; ask once more"));
        }
        if (locked.free() < keys.size()) {
            return new Result.Later();
        }
        try {
            Trial.Found found = Trial.run(tx, intended.deletion(), trial -> remove(trial, keys, intended));
            writer.intend(keys, intended.deletion());
            return new Result.Free(found.events() == null ? null : new Trial.Found(found.events(), null));
        } catch (DataAccessException e) {
            return refused(e);
        }
    }

    /**
     * A relationship without its foreign key yet cannot say who refers to a key. Of one that is paused a consent would keep the
     * keys marked until it is resumed, and nobody could change what refers to them.
     */
    private Optional<Vote.Veto> unready() {
        Set<String> paused = RelationshipState.paused(tx);
        Optional<Vote.Veto> waiting = subscriptions.stream()
                .map(Subscription::name)
                .filter(paused::contains)
                .findFirst()
                .map(
                        name -> new Vote.Veto(
                                name,
                                0,
                                NOT_IN_PREREQUISITE_STATE,
                                "the relationship '" + name
                                        + "' is paused, so nothing that needs its consent is deleted; try again when it is resumed"));
        if (waiting.isPresent()) {
            return waiting;
        }
        Set<String> observing = RelationshipState.observing(tx);
        return subscriptions.stream()
                .filter(Subscription::asked)
                .map(Subscription::name)
                .filter(observing::contains)
                .findFirst()
                .map(name -> new Vote.Veto(
                        name,
                        0,
                        NOT_IN_PREREQUISITE_STATE,
                        "the relationship '" + name + "' is still being taken up, so it cannot tell who refers to the"
                                + " keys; try again when it is enforced"));
    }

    /**
     * In the parent's own database its rows go first, as they do in the delete: they may be what refers to the keys. Then the
     * set-based actions, so that triggers below see whole sets; then the native ones judge what is left.
     */
    private void remove(DSLContext trial, KeyBatch keys, KeysEvent.Intended intended) {
        trial.execute(
                "SELECT set_config('cascade.propagation', '', true), set_config('cascade.allow_bulk', 'on', true)");
        if (replica.parent().service().equals(service)) {
            trial.execute(ClaimedKeys.delete(replica.parent()), intended.deletion());
            trial.execute(ClaimedKeys.deleteUnaskedOf(replica.parent()), intended.deletion());
        }
        if (intended.propagation() == Propagation.ORPHAN) {
            KeptChildren.refuseUnknown(trial, replica, subscriptions);
        }
        for (Subscription subscription : subscriptions) {
            if (intended.propagation() == Propagation.ORPHAN) {
                new KeptChildren(trial, subscription).keep(keys);
            } else {
                subscription.action().ifPresent(sql -> trial.execute(sql, keys.bindings()));
            }
        }
        for (Subscription subscription : subscriptions) {
            if (subscription.action().isEmpty()) {
                holding.put(
                        subscription.name(),
                        trial.fetchSingle(subscription.countReferring(), keys.bindings())
                                .get(0, Long.class));
            }
        }
        new ReplicaWriter(trial, replica).remove(keys);
    }

    private Result refused(DataAccessException failure) {
        String state = SqlStates.of(failure).orElse("");
        String constraint = SqlStates.constraintOf(failure).orElse("");
        if (constraint.equals(Sql.GUARD) && state.equals(SqlStates.LOCK_NOT_AVAILABLE)) {
            return new Result.Held(
                    new Vote.Veto(constraint, 0, state, "another deletion of the same rows is being decided"));
        }
        if (!Failures.permanent(failure)) {
            if (state.equals(SqlStates.LOCK_NOT_AVAILABLE)) {
                return new Result.Later();
            }
            throw failure;
        }
        long rows = holding.getOrDefault(constraint, 0L);
        String reason = rows > 0
                ? "rows of " + service + " refer to what would be deleted, by '" + constraint + "'"
                : service + " refuses: " + (state.startsWith("23") ? Failures.describe(failure) : "SQLSTATE " + state);
        return new Result.Held(new Vote.Veto(constraint.isEmpty() ? service : constraint, rows, state, reason));
    }
}
