/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import java.util.UUID;

/** What became of a delete that others were asked about. */
public sealed interface RequestedDeletion {

    /** No row matched, so nobody was asked. */
    record Nothing() implements RequestedDeletion {}

    /**
     * All have consented and the rows are gone; what depends on them follows.
     *
     * @param rows how many rows the delete itself found
     */
    record Executed(UUID deletion, int rows) implements RequestedDeletion {}

    /**
     * Nothing was deleted, anywhere.
     *
     * @param holder the relationship, or local constraint, that refuses
     * @param rows how many rows hold it; 0 when that is not known
     * @param sqlState what PostgreSQL would say: 23001 for RESTRICT, 23503 for NO ACTION; 57014 when not all have answered
     *     in time, 55P03 when another deletion of the same rows was not decided in time
     * @param reason for a person, without keys
     */
    record Refused(UUID deletion, String holder, long rows, String sqlState, String reason)
            implements RequestedDeletion {

        /** Whether it may well succeed later, because nobody has said no. */
        public boolean undecided() {
            return !sqlState.startsWith("23");
        }
    }
}
