/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

/** Something that goes wrong. An instance is used once at a time, and may keep between the two what it has to put right. */
interface Fault {

    /** In one word, such as {@code kill-broker}. */
    String name();

    /** For a person: what happens. */
    String what();

    void inject(ChaosStack stack);

    /** Ends it, as far as whoever runs such a system would; processes that have ended are started again anyhow. */
    default void heal(ChaosStack stack) {}

    /** What is left of it at the end. */
    default Expectation expectation() {
        return Expectation.NOTHING;
    }
}
