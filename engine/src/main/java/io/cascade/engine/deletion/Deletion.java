/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.contracts.Propagation;
import io.cascade.engine.undo.RestorationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One logical delete, with its progress.
 *
 * @param id the same in every service that the delete passes through
 * @param reason why it has failed or is stuck, or what it waits for; null when none of it
 * @param settledAt when the last of its events settled; null before
 * @param origin how it began: {@code api}, {@code sql}, or the relationship that brought it here
 * @param requestedBy the database role that deleted; empty for one of before that was noted
 * @param client the {@code application_name} of its session; null when it had none
 * @param propagation what it wants for the children: orphan as soon as one statement of its transaction keeps them
 * @param tables the parent tables of this service that it deleted keys of
 * @param relationships the progress of each relationship that must follow; empty when nothing refers to the table
 * @param events the key events that carry it, in order; those that the outbox still has
 * @param restorable whether it could be taken back now, unless a row of this service is in the way
 * @param restoration how far it has been taken back; null when nobody has tried, or not here
 */
public record Deletion(
        UUID id,
        State state,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant settledAt,
        String origin,
        String requestedBy,
        @Nullable String client,
        Propagation propagation,
        List<Table> tables,
        List<RelationshipProgress> relationships,
        List<Event> events,
        boolean restorable,
        @Nullable RestorationProgress restoration) {

    public Deletion {
        tables = List.copyOf(tables);
        relationships = List.copyOf(relationships);
        events = List.copyOf(events);
    }

    /** How many keys of parent tables of this service it deleted. */
    public long keys() {
        return tables.stream().mapToLong(Table::keys).sum();
    }

    /** Rows deleted or changed so far in other services, at all levels. */
    public long rows() {
        return relationships.stream()
                .mapToLong(progress -> progress.rows() + progress.rowsBelow())
                .sum();
    }

    public enum State {
        /** Somewhere something still has to happen. */
        RUNNING,
        /** It is gone everywhere. */
        SETTLED,
        /** Some event became a dead letter, here or at any level below, or one was given up. */
        FAILED,
        /** It should have moved on. */
        STUCK
    }

    /** Of one relationship. */
    public enum Progress {
        /** Some event has not been applied. */
        RUNNING,
        /** Every event has been applied, and something below is open. */
        APPLIED,
        /** So has everything below. */
        SETTLED,
        /** Some event became a dead letter, there or at any level below, or one was given up. */
        FAILED
    }

    /** @param name schema.table */
    public record Table(String name, long keys) {}

    /**
     * @param keys how many keys the relationship has to follow
     * @param events how many events carry them
     * @param eventsApplied how many it has reported applied, or more than that
     * @param eventsSettled how many of these have settled
     * @param eventsFailed how many are dead letters of the child's service
     * @param eventsDiscarded how many were given up, there or at any level below
     * @param rows child rows deleted or changed so far, at this level
     * @param rowsBelow rows deleted or changed at all levels below, of the events that have settled
     * @param appliedAt when the last event was reported applied; null before the first
     * @param settledAt when the last event settled; null until all have
     * @param lag from the deletion to the last report; null before the first
     * @param reason what is wrong, or what it waits for; null when nothing
     */
    public record RelationshipProgress(
            String name,
            Progress state,
            long keys,
            long events,
            long eventsApplied,
            long eventsSettled,
            long eventsFailed,
            long eventsDiscarded,
            long rows,
            long rowsBelow,
            @Nullable Instant appliedAt,
            @Nullable Instant settledAt,
            @Nullable Duration lag,
            @Nullable String reason) {

        RelationshipProgress because(String why) {
            return new RelationshipProgress(
                    name,
                    state,
                    keys,
                    events,
                    eventsApplied,
                    eventsSettled,
                    eventsFailed,
                    eventsDiscarded,
                    rows,
                    rowsBelow,
                    appliedAt,
                    settledAt,
                    lag,
                    why);
        }
    }

    /**
     * @param topic the Kafka topic that carries it
     * @param recordKey the Kafka record key, which decides the partition
     * @param keys how many keys it carries
     */
    public record Event(UUID id, String topic, String recordKey, int keys) {}
}
