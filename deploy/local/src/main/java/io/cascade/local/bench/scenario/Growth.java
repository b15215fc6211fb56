/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.util.List;

/** The same bulk delete with ten times the rows. */
final class Growth implements Scenario {

    private static final int FACTOR = 10;
    /** Beyond, ten times as many would take too long for what they tell. */
    private static final int MOST_TO_MULTIPLY = 50_000;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String description() {
        return "a bulk delete of N parents and one of ten times as many: what a row costs";
    }

    @Override
    public Outcome run(Arena arena) {
        int parents = arena.plan().parents();
        int small = parents <= MOST_TO_MULTIPLY ? parents : parents / FACTOR;
        int large = small * FACTOR;
        Measurements measured = new Measurements();
        arena.rounds(name(), List.of(arena.nativeForeignKey(), arena.cascade()), (round, contender) -> {
            Measurements counted = round > 0 ? measured : new Measurements();
            delete(arena, contender, small, counted);
            delete(arena, contender, large, counted);
        });
        return new Outcome(
                name(),
                "One statement deletes " + small + " parents, another one " + large + ", with "
                        + arena.plan().children()
                        + " children each. A row is a parent or a child; its cost is the time until all children are gone"
                        + " divided by their number. The heap is the most that was seen in use, garbage included.",
                measured.series(),
                List.of(),
                List.of(Target.atMost(
                        "cost of a row with ten times as many, times that of the fewer",
                        1.15,
                        Unit.TIMES,
                        measured.ratio(Cascade.NAME, Cascade.NAME, cost(large), cost(small)))));
    }

    private static void delete(Arena arena, Contender contender, int parents, Measurements measured) {
        int each = arena.plan().children();
        Family family = new Family(contender, arena.ids(parents), parents, each).load();
        boolean services = contender.name().equals(Cascade.NAME);
        try (HeapWatch heap = services ? HeapWatch.of(arena.stack()) : HeapWatch.ofNobody()) {
            double seconds = Bulk.delete(contender, family).gone();
            measured.add(contender.name(), cost(parents), Unit.MICROSECONDS, seconds * 1e6 / parents / (1 + each));
            heap.mostMebibytes()
                    .forEach((service, mebibytes) ->
                            measured.add(service, "heap, " + parents + " parents", Unit.MEBIBYTES, mebibytes));
        }
    }

    private static String cost(int parents) {
        return "per row, " + parents + " parents";
    }
}
