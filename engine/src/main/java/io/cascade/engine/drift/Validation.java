/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of a key replica with the parent's keys, and what has come of it so far.
 *
 * @param repair whether what is found is mended too
 * @param phase what it does, or did last, for a person
 * @param endedAt null while it runs
 * @param provenAt when, by the parent's clock, all that is said here was so; null before
 * @param provenLsn how far the parent's log was written then
 * @param compared keys of the parent that were compared
 * @param missing keys that the parent has and the replica has not
 * @param surplus keys that the replica has and the parent has not: their children are orphans
 * @param orphans rows of the child table that refer to no key that there is
 * @param waiting keys that differ because their event waits here, for a transaction of the application or for a person
 * @param undecided keys that differed, and had changed each time that they were looked at
 * @param repaired keys that differed and do not any more
 * @param complete whether these are all: otherwise there were too many for one validation
 * @param reason why it ended without a result, or what to know about it
 */
public record Validation(
        UUID id,
        String relationship,
        State state,
        boolean repair,
        String phase,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant provenAt,
        @Nullable String provenLsn,
        long compared,
        long missing,
        long surplus,
        long orphans,
        long waiting,
        long undecided,
        long repaired,
        boolean complete,
        @Nullable String reason) {

    /** How far it is. */
    public enum State {
        RUNNING,
        /** What is said is proven. */
        DONE,
        /** It could not be told, and nothing was changed. */
        UNANSWERED
    }
}
