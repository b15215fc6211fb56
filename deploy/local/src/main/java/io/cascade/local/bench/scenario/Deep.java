/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import io.cascade.local.stack.LocalStackBuilder;
import java.util.List;
import java.util.Map;

/** A cascade through a chain of services, each of which hands it on. */
final class Deep implements Scenario {

    private static final int PART_OF_PARENTS = 10;
    private static final int BYSTANDERS = 100;
    private static final String HEAP = "-Xmx96m";

    @Override
    public String name() {
        return "deep";
    }

    @Override
    public String description() {
        return "a bulk delete that cascades through " + Levels.COUNT + " services, on a stack of its own";
    }

    @Override
    public Map<String, String> contracts() {
        return Levels.contracts();
    }

    @Override
    public void tune(LocalStackBuilder builder) {
        for (int level = 1; level <= Levels.COUNT; level++) {
            builder.jvmOptions(Levels.service(level), HEAP, "-XX:TieredStopAtLevel=4");
        }
    }

    @Override
    public Outcome run(Arena arena) {
        int rows = Math.max(1, arena.plan().parents() / PART_OF_PARENTS);
        Measurements measured = new Measurements();
        try (Levels levels = new Levels(arena.stack())) {
            long bystanders = arena.ids(BYSTANDERS);
            levels.load(bystanders, BYSTANDERS);
            for (int round = 0; round <= arena.plan().rounds(); round++) {
                arena.tell(name() + ": " + (round == 0 ? "to warm up" : "round " + round));
                round(levels, arena.ids(rows), rows, round > 0 ? measured : new Measurements());
            }
            for (int level = 1; level <= Levels.COUNT; level++) {
                levels.family(level, bystanders, BYSTANDERS).expectComplete();
            }
        }
        return new Outcome(
                name(),
                "One statement deletes " + rows
                        + " parents, each of which has a child in the next service, which has one in"
                        + " the next, and so on through " + Levels.COUNT + " services.",
                measured.series(),
                List.of(),
                List.of(Target.atMost(
                        "the last level gone, times the time of the first",
                        Levels.COUNT,
                        Unit.TIMES,
                        measured.ratio(Cascade.NAME, Cascade.NAME, metric(Levels.COUNT), metric(1)))));
    }

    private static void round(Levels levels, long first, int rows, Measurements measured) {
        levels.load(first, rows);
        Stopwatch watch = Stopwatch.started();
        levels.top().run(levels.family(1, first, rows).delete());
        for (int level = 1; level <= Levels.COUNT; level++) {
            levels.family(level, first, rows).awaitGone();
            measured.add(Cascade.NAME, metric(level), Unit.SECONDS, watch.seconds());
        }
        levels.awaitQuiet();
    }

    private static String metric(int level) {
        return "level " + level + " gone";
    }
}
