/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.relationship;

import io.cascade.contracts.Relationship;
import io.cascade.engine.brake.Strain;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * @param role what this service is in it
 * @param state how far its installation is
 * @param orphans rows found without a parent when the existing data was checked; null where this was not (yet) checked here
 * @param detail what a person should know about the state; null when all is well
 * @param pause why no row of it goes with its parent at present; null when nobody has paused it
 * @param braked from what this service's database suffers, so that this instance deletes slowly; empty when it is well
 */
public record RelationshipStatus(
        Relationship relationship,
        Role role,
        State state,
        @Nullable Long orphans,
        @Nullable String detail,
        @Nullable Pause pause,
        Set<Strain> braked) {

    /** @param reason what a person has said about it; null when nothing */
    public record Pause(Instant since, @Nullable String reason) {}

    /** A relationship of a service with itself appears once in each role. */
    public enum Role {
        PUBLISHER,
        SUBSCRIBER
    }

    public enum State {
        /** The parent's existing keys are on their way; existing children are not checked yet. */
        BACKFILLING,
        /** Enforced for all rows. */
        ENFORCED,
        /** Enforced for new rows; some older ones have no parent and keep the constraint from being validated. */
        ORPHANS
    }
}
