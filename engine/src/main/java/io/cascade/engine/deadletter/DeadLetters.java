/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The dead letters of this service. */
public interface DeadLetters {

    /**
     * The newest first.
     *
     * @param state only those in it; null for all
     * @param before only those with a lower id; null to begin with the newest
     * @param limit at most this many, positive
     */
    List<DeadLetter> newest(DeadLetter.@Nullable State state, @Nullable Long before, int limit);

    Optional<DeadLetter> find(long id);

    /** Those that wait for somebody. */
    long countOpen();

    /**
     * Applies it now, with the contracts of now, and lets what waits behind its keys go on. Does nothing to one that was
     * replayed before. Safe when several do it at once.
     */
    Outcome replay(long id);

    /**
     * Gives it up: its keys and their children stay as they are, what waits behind goes on, and its deletion says so for good.
     *
     * @param reason why, for the deletion's reader; without any key
     */
    Outcome discard(long id, String reason);

    /** What came of it. */
    sealed interface Outcome {

        /** It is as was asked for, now or since before. */
        record Resolved(DeadLetter letter) implements Outcome {}

        /**
         * It is still open.
         *
         * @param reason why it cannot be applied, without any key
         */
        record Refused(String reason) implements Outcome {}

        /** It was resolved in the other way. */
        record Settled(DeadLetter letter) implements Outcome {}

        record Missing() implements Outcome {}
    }
}
