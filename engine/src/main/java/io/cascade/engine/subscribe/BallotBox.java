/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import io.cascade.engine.trace.TraceContext;
import io.cascade.engine.vote.Ballots;
import io.cascade.engine.vote.Ballots.Ballot;
import io.cascade.engine.vote.Intents;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the events by which other services ask whether keys may go, each in a transaction of its own. What cannot be
 * answered yet comes again after a growing pause; the deadline of who asks is its end.
 */
final class BallotBox {

    private static final Logger LOGGER = LoggerFactory.getLogger(BallotBox.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(100);
    /** Records wait for as long as a round takes. */
    private static final long ROUND_NANOS = 1_000_000_000L;

    private static final long FIRST_PAUSE_NANOS = 50_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000_000L;

    /**
     * When a ballot is due again.
     *
     * @param at in the terms of {@link System#nanoTime}
     */
    private record Pause(long at, long length) {}

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final Map<UUID, Pause> waiting = new HashMap<>();

    BallotBox(String service, DSLContext dsl, Subscriptions subscriptions) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
    }

    /** Answers what can be answered now; returns whether anything has to wait. */
    boolean answer() {
        long end = System.nanoTime() + ROUND_NANOS;
        boolean more = true;
        while (more && System.nanoTime() - end < 0) {
            more = answerNext();
        }
        return more || !waiting.isEmpty();
    }

    private boolean answerNext() {
        UUID[] event = new UUID[1];
        boolean answered = false;
        try {
            answered = dsl.transactionResult(configuration -> answerNext(configuration.dsl(), event));
        } catch (RuntimeException e) {
            if (event[0] == null) {
                throw e;
            }
            LOGGER.atWarn()
                    .addKeyValue("eventId", event[0])
                    .addKeyValue("error", Failures.describe(e))
                    .log("Whether keys may be deleted could not be found out and is tried again");
        }
        if (event[0] == null) {
            waiting.keySet().removeIf(known -> !stillWaits(known));
        } else if (answered) {
            waiting.remove(event[0]);
        } else {
            waiting.merge(event[0], pause(FIRST_PAUSE_NANOS), (before, first) -> pause(before.length() * 2));
        }
        return event[0] != null;
    }

    /** Returns whether the next ballot that is due, if there is one, is answered. */
    private boolean answerNext(DSLContext tx, UUID[] event) {
        TransactionSettings.canonicalText(tx);
        TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
        Ballots ballots = new Ballots(tx, service);
        Optional<Ballot> ballot = ballots.next(notDue());
        ballot.ifPresent(found -> {
            event[0] = found.event();
            TraceContext.setAsked(tx, found.event());
        });
        return ballot.isPresent() && answer(tx, ballots, ballot.get());
    }

    private Set<UUID> notDue() {
        long now = System.nanoTime();
        return waiting.entrySet().stream()
                .filter(entry -> entry.getValue().at() - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Pause pause(long length) {
        long bounded = Math.min(length, LONGEST_PAUSE_NANOS);
        return new Pause(System.nanoTime() + bounded, bounded);
    }

    private boolean stillWaits(UUID event) {
        return dsl.fetchSingle(
                        "SELECT EXISTS (SELECT FROM cascade.ballot WHERE event_id = ? AND state = 'waiting')", event)
                .get(0, Boolean.class);
    }

    /**
     * Returns whether it is answered, or others are asked. An instance that does not know all the relationships, because its
     * contracts are older, leaves the ballot to those that do.
     */
    private boolean answer(DSLContext tx, Ballots ballots, Ballot ballot) {
        List<Subscription> asked = subscriptions.named(ballot.relationships());
        if (asked.size() < ballot.relationships().size()) {
            return false;
        }
        try {
            tx.transaction(savepoint ->
                    vote(savepoint.dsl(), ballots, ballot, asked.get(0).replica()));
            return true;
        } catch (NotYet later) {
            return false;
        }
    }

    private void vote(DSLContext tx, Ballots ballots, Ballot ballot, KeyReplica replica) {
        VoteTrial.Result result;
        try {
            result = new VoteTrial(tx, service, subscriptions.of(replica))
                    .vote((KeysEvent.Intended) EventCodec.keys(EventType.KEYS_INTENDED, ballot.payload()));
            if (result instanceof VoteTrial.Result.Free free && free.askOn() != null) {
                askOn(tx, ballots, ballot, free);
                return;
            }
        } catch (RuntimeException e) {
            if (SqlStates.LOCK_NOT_AVAILABLE.equals(SqlStates.of(e).orElse(""))) {
                throw new NotYet();
            }
            throw e;
        }
        if (result instanceof VoteTrial.Result.Later) {
            throw new NotYet();
        }
        ballots.answer(ballot.event(), result instanceof VoteTrial.Result.Held held ? held.veto() : null);
    }

    /** Another deletion may have claimed a row between the trial and now; then this is tried again as well. */
    private static void askOn(DSLContext tx, Ballots ballots, Ballot ballot, VoteTrial.Result.Free free) {
        Intents.store(
                tx,
                ballot.deletion(),
                ballot.relationships().get(0),
                ballot.event(),
                null,
                Objects.requireNonNull(free.askOn()));
        ballots.askOn(ballot.event());
    }

    /** Takes back what was done for a ballot that has to wait. */
    private static final class NotYet extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotYet() {
            super("rows are locked", null, false, false);
        }
    }
}
