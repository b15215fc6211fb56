/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.vote.Ballots;
import io.cascade.engine.vote.Ballots.Ballot;
import io.cascade.engine.vote.Intents;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the events by which other services ask whether keys may go, each in a transaction of its own. */
final class BallotBox {

    private static final Logger LOGGER = LoggerFactory.getLogger(BallotBox.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;

    BallotBox(String service, DSLContext dsl, Subscriptions subscriptions) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
    }

    /** Answers what can be answered now; returns whether anything has to wait. */
    boolean answer() {
        Set<UUID> waiting = new HashSet<>();
        Set<UUID> tried = new HashSet<>();
        Optional<UUID> event = Optional.empty();
        do {
            event = answerNext(tried, waiting);
            event.ifPresent(tried::add);
        } while (event.isPresent());
        return !waiting.isEmpty();
    }

    private Optional<UUID> answerNext(Set<UUID> tried, Set<UUID> waiting) {
        return dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            TransactionSettings.canonicalText(tx);
            TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
            Ballots ballots = new Ballots(tx, service);
            Optional<Ballot> ballot = ballots.next(tried);
            ballot.ifPresent(found -> {
                if (!answer(tx, ballots, found)) {
                    waiting.add(found.event());
                }
            });
            return ballot.map(Ballot::event);
        });
    }

    /** Returns whether it is answered, or others are asked. */
    private boolean answer(DSLContext tx, Ballots ballots, Ballot ballot) {
        List<Subscription> asked = ballot.relationships().stream()
                .flatMap(name -> subscriptions.find(name).stream())
                .toList();
        if (asked.isEmpty()) {
            ballots.answer(ballot.event(), null);
            return true;
        }
        VoteTrial.Result result = new VoteTrial(
                        tx, service, subscriptions.of(asked.get(0).replica()))
                .vote((KeysEvent.Intended) EventCodec.keys(EventType.KEYS_INTENDED, ballot.payload()));
        if (result instanceof VoteTrial.Result.Held held) {
            ballots.answer(ballot.event(), held.veto());
        } else if (result instanceof VoteTrial.Result.Free free) {
            return free.askOn() == null ? approve(ballots, ballot) : askOn(tx, ballots, ballot, free);
        }
        return !(result instanceof VoteTrial.Result.Later);
    }

    private static boolean approve(Ballots ballots, Ballot ballot) {
        ballots.answer(ballot.event(), null);
        return true;
    }

    /** Another deletion may have claimed a row between the trial and now. */
    private static boolean askOn(DSLContext tx, Ballots ballots, Ballot ballot, VoteTrial.Result.Free free) {
        try {
            tx.transaction(savepoint -> {
                Intents.store(
                        savepoint.dsl(),
                        ballot.deletion(),
                        ballot.relationships().get(0),
                        ballot.event(),
                        null,
                        java.util.Objects.requireNonNull(free.askOn()));
                new Ballots(savepoint.dsl(), "").askOn(ballot.event());
            });
            return true;
        } catch (RuntimeException e) {
            if (!SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.of(e).orElse(""))) {
                throw e;
            }
            LOGGER.atDebug()
                    .addKeyValue("error", Failures.describe(e))
                    .log("A row is claimed by another deletion; the ballot waits");
            return false;
        }
    }
}
