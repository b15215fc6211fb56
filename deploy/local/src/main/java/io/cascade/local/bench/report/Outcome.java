/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.List;

/**
 * What a scenario has shown.
 *
 * @param scenario its name on the command line
 * @param setup what was done, with its sizes, in a sentence
 */
public record Outcome(String scenario, String setup, List<Series> series, List<Plot> plots, List<Target> targets) {

    public Outcome {
        series = List.copyOf(series);
        plots = List.copyOf(plots);
        targets = List.copyOf(targets);
    }
}
