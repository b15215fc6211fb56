/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.key.KeyCheck;
import io.cascade.engine.key.KeyGate;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * Waits for the replica. A parent that the owner confirms is waited for longer, but never written into the replica from
 * here: a delete may overtake the answer, and then nothing would ever remove the key again.
 */
public final class ReplicaKeyGate implements KeyGate {

    private static final Duration POLL = Duration.ofMillis(10);

    /** Replication takes milliseconds; what takes this long is an outage, and the caller should not hang for it. */
    private static final Duration CONFIRMED_WAIT = Duration.ofSeconds(5);

    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final KeyLookup lookup;
    private final Duration wait;

    public ReplicaKeyGate(DSLContext dsl, Subscriptions subscriptions, KeyLookup lookup, Duration wait) {
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.lookup = lookup;
        this.wait = wait;
    }

    @Override
    public KeyCheck await(String relationship, List<String> key) {
        Subscription subscription = subscriptions
                .find(relationship)
                .orElseThrow(() -> new IllegalArgumentException(
                        "this service is not the child in a relationship '" + relationship + "'"));
        if (key.size() != subscription.replica().parent().key().size()) {
            throw new IllegalArgumentException("the key of '" + relationship + "' has "
                    + subscription.replica().parent().key().size() + " columns, not " + key.size());
        }
        if (subscription.eventual()) {
            return new KeyCheck.Accepted();
        }
        if (appears(subscription, key, wait)) {
            return new KeyCheck.Known();
        }
        KeyLookup.Answer answer = lookup.ask(subscription.relationship(), key);
        if (answer instanceof KeyLookup.Answer.Absent) {
            return new KeyCheck.Absent();
        }
        if (answer instanceof KeyLookup.Answer.Unknown unknown) {
            return new KeyCheck.Undecided("the key has not arrived from "
                    + subscription.relationship().parent().service() + ", which could not be asked: "
                    + unknown.reason());
        }
        return appears(subscription, key, CONFIRMED_WAIT)
                ? new KeyCheck.Known()
                : new KeyCheck.Undecided("the key exists at "
                        + subscription.relationship().parent().service() + " but replication has not brought it yet");
    }

    private boolean appears(Subscription subscription, List<String> key, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        boolean found = known(subscription, key);
        while (!found && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL.toNanos());
            found = known(subscription, key);
        }
        return found;
    }

    private boolean known(Subscription subscription, List<String> key) {
        KeySql sql = subscription.replica().keySql();
        KeyBatch one = new KeyBatch(key.stream().map(List::of).toList());
        try {
            return dsl.fetchSingle(
                            "SELECT EXISTS (SELECT FROM "
                                    + Sql.quote(subscription.replica().table()) + " AS r JOIN " + sql.unnest("k")
                                    + " ON " + sql.equal("r", "k") + " WHERE r.provisional_since IS NULL)",
                            one.bindings())
                    .get(0, Boolean.class);
        } catch (DataAccessException e) {
            if (SqlStates.of(e).filter(state -> state.startsWith("22")).isPresent()) {
                throw new IllegalArgumentException("the key is not of the type of '" + subscription.name() + "'", e);
            }
            throw e;
        }
    }
}
