/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.key;

/** What is known of a key. */
public sealed interface KeyCheck {

    /** It is in the key replica now. */
    record Known() implements KeyCheck {}

    /** The relationship accepts any key and finds out about it afterwards. */
    record Accepted() implements KeyCheck {}

    /** The parent has no such key. */
    record Absent() implements KeyCheck {}

    /**
     * Neither replication nor the parent's service gave an answer in time.
     *
     * @param reason for a person
     */
    record Undecided(String reason) implements KeyCheck {}
}
