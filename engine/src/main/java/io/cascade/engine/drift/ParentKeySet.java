/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.KeyBatch;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All keys of a parent table, as the service that owns it shows them to one that keeps a replica. Whoever gets no answer, or
 * not in time, gets an {@link UnansweredException}: that is never a reason to change anything.
 */
public interface ParentKeySet {

    /** Keys of one question or answer. */
    int MOST_KEYS = 5000;

    /** For a host that cannot reach other services. */
    ParentKeySet NONE = new ParentKeySet() {
        @Override
        public Digests digests(Relationship relationship, KeyRanges of, int moreBits) {
            throw none();
        }

        @Override
        public KeyBatch keys(Relationship relationship, KeyRanges of) {
            throw none();
        }

        @Override
        public Look look(Relationship relationship, KeyBatch keys, @Nullable UUID barrier) {
            throw none();
        }

        private static UnansweredException none() {
            return new UnansweredException("no way to compare keys with other services is configured");
        }
    };

    /**
     * Digests of the ranges, each cut into {@code 2^moreBits}; those of no key are left out. Reads the whole table.
     *
     * @throws UnansweredException when there is no answer
     */
    Digests digests(Relationship relationship, KeyRanges of, int moreBits);

    /**
     * The keys of the ranges; {@value #MOST_KEYS} and one at most, so that whoever gets so many asks for less. Reads the whole
     * table.
     *
     * @throws UnansweredException when there is no answer
     */
    KeyBatch keys(Relationship relationship, KeyRanges of);

    /**
     * Which of the keys there are now, without a lock.
     *
     * @param keys {@value #MOST_KEYS} at most
     * @param barrier published to the relationship in every bucket, behind all that the answer has seen; null for none
     * @throws UnansweredException when there is no answer
     */
    Look look(Relationship relationship, KeyBatch keys, @Nullable UUID barrier);

    /**
     * @param probe the hash of a fixed text, which has to be the same where keys are compared
     * @param at when, by the parent's clock
     * @param lsn how far the parent's log was written
     */
    record Digests(long probe, List<Digest> digests, Instant at, String lsn) {

        public Digests {
            digests = List.copyOf(digests);
        }
    }

    /**
     * @param lives for each key, in the order of the question, what tells its row from an earlier or later one of the same key,
     *     and changes with every update of the row; empty when there is no row
     * @param at when, by the parent's clock
     * @param lsn how far the parent's log was written
     */
    record Look(List<String> lives, Instant at, String lsn) {

        public Look {
            lives = List.copyOf(lives);
        }
    }
}
