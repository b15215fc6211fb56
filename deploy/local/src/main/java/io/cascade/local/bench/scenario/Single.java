/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** One delete after the other, at a load that keeps nobody waiting. */
final class Single implements Scenario {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int MOST_TO_WARM_UP = 500;

    @Override
    public String name() {
        return "single";
    }

    @Override
    public String description() {
        return "single deletes at low load, and how long their children outlive them";
    }

    @Override
    public Outcome run(Arena arena) {
        Measurements measured = new Measurements();
        Latencies latencies = new Latencies(measured);
        arena.rounds(
                name(),
                List.of(arena.nativeForeignKey(), arena.cascade()),
                (round, contender) -> round(arena, contender, round, latencies));
        arena.practices(practice -> arena.rounds(
                name(), List.of(practice), (round, contender) -> round(arena, contender, round, latencies)));
        BenchPlan plan = arena.plan();
        return new Outcome(
                name(),
                "A round deletes " + plan.singles() + " parents with " + plan.children()
                        + " children each, one after the"
                        + " other, " + PAUSE.toMillis()
                        + " ms apart. Measured is the time from the commit's return until"
                        + " the children are gone; with the native foreign key, that of the whole statement.",
                measured.series(),
                List.of(latencies.plot("From the commit to the last child")),
                List.of(
                        Target.atMost(
                                "commit to last child, p50",
                                6,
                                Unit.MILLISECONDS,
                                measured.median(Cascade.NAME, Latencies.MEDIAN)),
                        Target.atMost(
                                "commit to last child, p99",
                                25,
                                Unit.MILLISECONDS,
                                measured.median(Cascade.NAME, Latencies.SLOWEST_OF_100))));
    }

    private static void round(Arena arena, Contender contender, int round, Latencies latencies) {
        BenchPlan plan = arena.plan();
        int deletes = round == 0 ? Math.min(plan.singles(), MOST_TO_WARM_UP) : plan.singles();
        Family family = new Family(contender, arena.ids(deletes), deletes, plan.children()).load();
        Histogram nanos = Latencies.histogram();
        try (SingleDeletes singles = new SingleDeletes(contender)) {
            for (long id = family.first(); id <= family.last(); id++) {
                LockSupport.parkNanos(PAUSE.toNanos());
                nanos.recordValue(singles.delete(id));
            }
        }
        if (round > 0) {
            latencies.add(contender.name(), nanos);
        }
    }
}
