/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import io.cascade.local.stack.LocalStackBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether anything grows without limit. What is kept for days otherwise is kept for minutes, so that it comes and goes several
 * times.
 */
final class Soak implements Scenario {

    /** Of the steady load: 20 minutes unless it is told. */
    private static final int TIMES_STEADY = 10;

    private static final String KEPT = "2m";
    /** Tables are of whole pages, grow by leaps and shrink by partitions. */
    private static final double STEADY = 1.5;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String description() {
        return "the steady load for ten times as long, with retentions of minutes: sizes of tables, logs and WAL";
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public boolean onlyWhenNamed() {
        return true;
    }

    @Override
    public void tune(LocalStackBuilder builder) {
        for (String service : List.of(Cascade.PARENT_SERVICE, Cascade.CHILD_SERVICE)) {
            builder.environment(service, "CASCADE_OUTBOX_PARTITION", "1m")
                    .environment(service, "CASCADE_OUTBOX_RETENTION", KEPT)
                    .environment(service, "CASCADE_INBOX_RETENTION", KEPT)
                    .environment(service, "CASCADE_DELETION_RETENTION", KEPT);
        }
    }

    @Override
    public Outcome run(Arena arena) {
        Duration duration = arena.plan().steady().multipliedBy(TIMES_STEADY);
        Measurements measured = new Measurements();
        TimeLine seen = new TimeLine();
        arena.tell(name() + ": " + duration.toSeconds() + " s");
        SteadyLoad.run(arena, duration, seen, measured);
        List<Target> targets = new ArrayList<>();
        Map<String, Double> growth = seen.growth(Sizes.METRIC);
        growth.forEach((what, times) -> targets.add(Target.atMost(
                "most of " + what + " in the last third, times that of the second", STEADY, Unit.TIMES, times)));
        targets.add(Target.atMost(
                "heap of child-service",
                128,
                Unit.MEBIBYTES,
                measured.median(Cascade.CHILD_SERVICE, SteadyLoad.HEAP + ", most")));
        return new Outcome(
                name(),
                "The load of steady for " + duration.toSeconds()
                        + " s. The outbox has a partition for each minute, and it, the"
                        + " inbox and deletions are kept for " + KEPT + ". Logs may only grow.",
                measured.series(),
                seen.plots(),
                targets);
    }
}
