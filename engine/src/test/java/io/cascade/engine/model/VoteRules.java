/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may happen in a {@link VoteModel}, and what keeps it from going wrong. */
record VoteRules(Limits limits, Set<Guard> guards) {

    /** What keeps the promise. Without any one of them something goes wrong. */
    enum Guard {
        /** The primary key of {@code cascade.intent_key}: one deletion claims a key at a time. */
        CLAIM,
        /** The delete trigger wants the approved intent of its own deletion. */
        CONSENT,
        /** An intent is approved by the last vote and not by the first. */
        ALL_VOTES,
        /** Only where a deletion began is it decided, and never by a subscriber's own time limit. */
        ONE_DECIDES,
        /** A question that nobody answers ends. */
        DEADLINE,
        /** A trial only tries keys that it can lock. */
        LOCK,
        /** Approved keys are marked, and nobody may begin to refer to them. */
        MARK,
        /** An insert looks for the mark when it has the lock on its key, not before. */
        MARK_BEHIND_LOCK,
        /** A question that comes again is known. */
        INBOX,
        /** An older delete leaves a newer key alone. */
        VERSION,
        /** The end of a deletion has the record key of its question. */
        ORDER,
        /** When another deletion deletes a key, older questions about it are over. */
        OVERTAKEN,
        /** Who is told that a deletion is given up forgets the question as well as the mark. */
        WITHDRAW,
        /** Who misses the end of a vote asks for it. */
        ASK_AGAIN,
        /** Who asks is told nothing of what is undecided, or being deleted. */
        SILENCE,
        /** Kafka's offset is committed after the transaction. */
        OFFSET_LAST
    }

    /**
     * How much may happen, so that it stays finite.
     *
     * @param losses of questions and votes
     * @param inserts at each subscriber
     * @param lostEnds whether a {@code keys.kept} may be lost as well, so that subscribers ask
     */
    record Limits(
            int subscribers, int deletions, int crashes, int losses, int inserts, int recreations, boolean lostEnds) {

        Limits(int subscribers, int deletions, int crashes, int losses, int inserts, int recreations) {
            this(subscribers, deletions, crashes, losses, inserts, recreations, false);
        }
    }

    /** All guards but one. */
    static VoteRules of(Limits limits, @Nullable Guard without) {
        Set<Guard> guards = EnumSet.allOf(Guard.class);
        if (without != null) {
            guards.remove(without);
        }
        return new VoteRules(limits, guards);
    }

    boolean has(Guard guard) {
        return guards.contains(guard);
    }

    int subscribers() {
        return limits.subscribers();
    }
}
