/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.report.Outcome;

/** Something that contenders are made to do while it is measured. */
public interface Scenario {

    /** As on the command line. */
    String name();

    /** One line for the command line's help. */
    String description();

    Outcome run(Arena arena);
}
