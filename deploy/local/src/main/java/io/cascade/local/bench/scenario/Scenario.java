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

    /** How a stack of its own is to be. */
    default void tune(LocalStackBuilder builder) {}

    Outcome run(Arena arena);
}
