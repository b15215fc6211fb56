/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import java.util.List;

/** All that there are. */
public final class Scenarios {

    private static final List<Scenario> ALL = List.of(
            new Bulk(),
            new Wide(),
            new Deep(),
            new Single(),
            new SingleStream(),
            new Overhead(),
            new Steady(),
            new Growth(),
            new Idle(),
            new Soak());

    private Scenarios() {}

    public static List<String> names() {
        return ALL.stream().map(Scenario::name).toList();
    }

    /** Those of the names; where there are none, all that do not have to be named. */
    public static List<Scenario> named(List<String> names) {
        return ALL.stream()
                .filter(scenario -> names.isEmpty() ? !scenario.onlyWhenNamed() : names.contains(scenario.name()))
                .toList();
    }
}
