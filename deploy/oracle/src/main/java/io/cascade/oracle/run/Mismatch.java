/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

/**
 * Where the two worlds parted.
 *
 * @param place of the round, counted from 1; 0 for the setup
 * @param kind what kind of difference, to tell one bug from another while shrinking
 */
public record Mismatch(int place, Kind kind, String difference) {

    /** What differs. */
    public enum Kind {
        /** An answer. */
        ANSWER,
        /** Rows. */
        ROWS,
        /** It never became quiet. */
        STUCK,
        /** Something that must hold whatever the order of concurrent writes was. */
        STORM,
        /** The system says itself that something is wrong. */
        COMPLAINT
    }
}
