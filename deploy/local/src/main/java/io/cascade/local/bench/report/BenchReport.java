/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole run.
 *
 * @param environment what has to be known to repeat it: machine, commit, versions, settings, in this order
 */
public record BenchReport(Instant at, Map<String, String> environment, List<Outcome> outcomes) {

    public BenchReport {
        environment = new LinkedHashMap<>(environment);
        outcomes = List.copyOf(outcomes);
    }
}
