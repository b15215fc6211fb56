/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.report.Outcome;
import io.cascade.local.stack.LocalStackBuilder;
import java.util.Map;

/** Something that contenders are made to do while it is measured. */
public interface Scenario {

    /** As on the command line. */
    String name();

    /** One line for the command line's help. */
    String description();

    /**
     * Files of a directory of contracts by name, where the scenario needs services of its own. Empty: the stack that all others
     * share.
     */
    default Map<String, String> contracts() {
        return Map.of();
    }

    /** Whether it needs a stack of its own. */
    default boolean alone() {
        return !contracts().isEmpty();
    }

    /** Whether it takes so long that it is run only where it is named. */
    default boolean onlyWhenNamed() {
        return false;
    }

    /** How a stack of its own is to be. */
    default void tune(LocalStackBuilder builder) {}

    Outcome run(Arena arena);
}
