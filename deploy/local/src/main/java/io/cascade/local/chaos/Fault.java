/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.Set;

/** Something that goes wrong. An instance is used once at a time, and may keep between the two what it has to put right. */
interface Fault {

    /** In one word, such as {@code kill-broker}. */
    String name();

    /** For a person: what happens. */
    String what();

    void inject(ChaosStack stack);

    /** Ends it, as far as whoever runs such a system would; processes that have ended are started again anyhow. */
    default void heal(ChaosStack stack) {}

    /** Levels whose tables are, when it is healed, as they were when it began: what came in between is lost for good. */
    default Set<Level> setsBack() {
        return Set.of();
    }

    /** What a person does when everything runs again. */
    default void afterwards(ChaosStack stack) {}
}
