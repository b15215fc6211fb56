/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Nothing happens: what that costs. */
final class Idle implements Scenario {

    private static final String CPU = "CPU";
    private static final Duration TO_SETTLE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String description() {
        return "the whole stack's CPU while nothing happens";
    }

    @Override
    public Outcome run(Arena arena) {
        Duration steady = arena.plan().steady();
        Duration duration = steady.compareTo(LONGEST) < 0 ? steady : LONGEST;
        arena.cascade().awaitQuiet();
        arena.tell(name() + ": " + duration.toSeconds() + " s");
        LockSupport.parkNanos(TO_SETTLE.toNanos());
        Processors processors = new Processors(arena.stack());
        LockSupport.parkNanos(duration.toNanos());
        Map<String, Double> percent = processors.percent();
        Measurements measured = new Measurements();
        percent.forEach((part, value) -> measured.add(part, CPU, Unit.PERCENT_OF_A_CORE, value));
        double all = percent.values().stream().mapToDouble(Double::doubleValue).sum();
        measured.add("whole stack", CPU, Unit.PERCENT_OF_A_CORE, all);
        return new Outcome(
                name(),
                "Nothing is written for " + duration.toSeconds() + " s.",
                measured.series(),
                List.of(),
                List.of(Target.atMost("CPU of the whole stack", 5, Unit.PERCENT_OF_A_CORE, all)));
    }
}
