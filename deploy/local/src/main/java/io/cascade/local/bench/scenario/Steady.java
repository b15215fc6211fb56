/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.time.Duration;
import java.util.List;

/** A load that never ends, followed second by second. */
final class Steady implements Scenario {

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public String description() {
        return "a steady load of inserts and deletes: lag, CPU, heap, and WAL that is retained";
    }

    @Override
    public Outcome run(Arena arena) {
        Duration duration = arena.plan().steady();
        Measurements measured = new Measurements();
        TimeLine seen = new TimeLine();
        arena.tell(name() + ": " + duration.toSeconds() + " s");
        SteadyLoad.run(arena, duration, seen, measured);
        return new Outcome(
                name(),
                "For " + duration.toSeconds() + " s, " + Load.INSERTS_PER_SECOND
                        + " parents a second are inserted, a child of"
                        + " each as soon as its key has arrived, and " + Load.DELETES_PER_SECOND
                        + " parents a second are deleted one by one. The lag is the age of the oldest delivery that is"
                        + " open. The benchmark itself is part of the process of broker and Connect.",
                measured.series(),
                seen.plots(),
                List.of(Target.atMost(
                        "heap of child-service",
                        128,
                        Unit.MEBIBYTES,
                        measured.median(Cascade.CHILD_SERVICE, SteadyLoad.HEAP + ", most"))));
    }
}
