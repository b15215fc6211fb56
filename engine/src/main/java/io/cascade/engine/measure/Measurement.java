/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The state of a service at one moment. Names are those of contracts, topics and states, so their number is bounded; there
 * is nothing of a row in it.
 *
 * @param deliveries one for every relationship that this service publishes for, and for any other that still has open ones
 * @param deletions one for each of the states {@code running}, {@code stuck} and {@code failed}
 * @param intents one for each of the states {@code voting} and {@code approved}
 * @param deadLetters one for every topic that this service reads, and for any other that has left some
 * @param parents one for every relationship that this service publishes for
 * @param replicas one for every relationship that this service subscribes to
 * @param drifts one for every relationship of which this service has compared the key replica
 * @param retainedRows copies of deleted rows, as PostgreSQL last estimated them; empty before it ever has
 */
public record Measurement(
        Slot slot,
        List<Deliveries> deliveries,
        List<Deletions> deletions,
        List<Intents> intents,
        List<DeadLetters> deadLetters,
        List<State> states,
        List<Parent> parents,
        List<Replica> replicas,
        List<Drift> drifts,
        OptionalLong retainedRows) {

    public Measurement {
        deliveries = List.copyOf(deliveries);
        deletions = List.copyOf(deletions);
        intents = List.copyOf(intents);
        deadLetters = List.copyOf(deadLetters);
        states = List.copyOf(states);
        parents = List.copyOf(parents);
        replicas = List.copyOf(replicas);
        drifts = List.copyOf(drifts);
    }

    /**
     * The service's replication slot.
     *
     * @param walStatus as PostgreSQL says it ({@code reserved}, {@code extended}, {@code unreserved}, {@code lost}), or
     *     {@code missing}
     * @param active whether somebody reads it
     * @param retainedBytes log that the server keeps for it
     * @param unreadBytes log written since what its reader has confirmed
     * @param outboxAge since when its reader may be missing something: no row that is older has yet to leave
     */
    public record Slot(
            String walStatus,
            boolean active,
            OptionalLong retainedBytes,
            OptionalLong unreadBytes,
            Duration outboxAge) {}

    /**
     * @param applied those that wait for what is below
     * @param oldestPending since it was published, or since its relationship was resumed; zero when nothing is pending, or all of it
     *     waits for a person
     * @param oldestApplied likewise
     */
    public record Deliveries(
            String relationship,
            long pending,
            long applied,
            long failed,
            Duration oldestPending,
            Duration oldestApplied) {}

    /** @param oldest zero when there is none */
    public record Deletions(String state, long count, Duration oldest) {}

    /** @param oldest zero when there is none */
    public record Intents(String state, long count, Duration oldest) {}

    public record DeadLetters(String topic, long count) {}

    /**
     * How far a relationship is.
     *
     * @param role {@code publisher} or {@code subscriber}
     * @param state observing, backfilling, enforced or orphans
     * @param orphans rows without a parent among those that were there before the relationship
     * @param paused for how long it has been paused here; empty when it is not
     */
    public record State(String relationship, String role, String state, long orphans, Optional<Duration> paused) {}

    /**
     * What the last comparison of each bucket has found.
     *
     * @param missing keys that the parent has and the replica has not
     * @param surplus keys that the replica has and the parent has not
     * @param orphans rows that refer to no key that there is
     * @param validated since when every bucket has been compared, in seconds since 1970; empty while one never was
     */
    public record Drift(String relationship, long missing, long surplus, long orphans, OptionalDouble validated) {}

    /** @param keys rows of the parent table as PostgreSQL last estimated them; empty before it ever has */
    public record Parent(String relationship, OptionalLong keys) {}

    /**
     * The key replica that a relationship refers to; relationships with the same parent share one.
     *
     * @param keys as PostgreSQL last estimated them; empty before it ever has
     * @param held keys set aside because a transaction of the application holds them
     * @param oldestHeld zero when none is
     * @param putAside keys of which a delete waits, or has waited, for a relationship to be resumed
     */
    public record Replica(String relationship, OptionalLong keys, long held, Duration oldestHeld, long putAside) {}
}
