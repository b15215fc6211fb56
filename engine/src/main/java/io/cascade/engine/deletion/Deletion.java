/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.contracts.Propagation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One logical delete, with its progress.
 *
 * @param id the same in every service that the delete passes through
 * @param origin how it began: {@code api}, {@code sql}, or the relationship that brought it here
 * @param propagation what it wants for the children: orphan as soon as one statement of its transaction keeps them
 * @param keys how many keys of parent tables of this service it deleted
 * @param relationships the progress of each relationship that must follow; empty when nothing refers to the table
 * @param events the key events that carry it, in order
 */
public record Deletion(
        UUID id,
        State state,
        Instant createdAt,
        String origin,
        Propagation propagation,
        long keys,
        List<RelationshipProgress> relationships,
        List<Event> events) {

    public Deletion {
        relationships = List.copyOf(relationships);
        events = List.copyOf(events);
    }

    /** Of a deletion as a whole or of one relationship of it. */
    public enum State {
        /** Some event still has to be applied. */
        PENDING,
        /** Every event has been applied by every direct dependent. */
        APPLIED,
        /** Some event became a dead letter. */
        FAILED
    }

    /**
     * @param events how many events the relationship has to apply
     * @param eventsApplied how many it has reported applied
     * @param rows child rows deleted or changed so far, at this level
     * @param appliedAt when the last one was reported; null before the first
     * @param reason why it failed; null unless it did
     */
    public record RelationshipProgress(
            String name,
            State state,
            long events,
            long eventsApplied,
            long rows,
            @Nullable Instant appliedAt,
            @Nullable String reason) {}

    /**
     * @param topic the Kafka topic that carries it
     * @param recordKey the Kafka record key, which decides the partition
     * @param keys how many keys it carries
     */
    public record Event(UUID id, String topic, String recordKey, int keys) {}
}
