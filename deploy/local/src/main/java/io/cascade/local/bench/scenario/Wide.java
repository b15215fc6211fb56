/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** One parent with very many children, beside deletes of other parents that must not wait for them. */
final class Wide implements Scenario {

    private static final String GONE = "all children gone";
    private static final int TIMES_PARENTS = 5;
    private static final int OTHERS = 2000;
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Override
    public String name() {
        return "wide";
    }

    @Override
    public String description() {
        return "one parent with very many children, beside single deletes of others";
    }

    @Override
    public Outcome run(Arena arena) {
        Measurements measured = new Measurements();
        Latencies others = new Latencies(measured);
        arena.rounds(name(), List.of(arena.nativeForeignKey(), arena.cascade()), (round, contender) -> {
            if (round == 0) {
                warmUp(arena, contender, measured);
            } else {
                Histogram nanos = Latencies.histogram();
                measured.add(contender.name(), GONE, Unit.SECONDS, delete(arena, contender, nanos));
                others.add(contender.name(), nanos);
            }
        });
        return new Outcome(
                name(),
                "One statement deletes a parent with " + children(arena) + " children; meanwhile, every "
                        + PAUSE.toMillis()
                        + " ms, another parent with " + arena.plan().children() + " children is deleted, of which the"
                        + " percentiles are: the time from the commit's return until its children are gone, or that of"
                        + " the statement with the native foreign key. Transactions were counted in a round that is not timed.",
                measured.series(),
                List.of(others.plot("Other parents' children, meanwhile")),
                List.of(
                        Target.atMost(
                                "other parents' deletes meanwhile, p99",
                                250,
                                Unit.MILLISECONDS,
                                measured.median(Cascade.NAME, Latencies.SLOWEST_OF_100)),
                        Target.atMost(
                                "largest transaction on children",
                                20_000,
                                Unit.ROWS,
                                measured.median(Cascade.NAME, LargestTransaction.METRIC))));
    }

    private static int children(Arena arena) {
        return arena.plan().parents() * TIMES_PARENTS;
    }

    /** What counts rows costs time, so it does in the round whose time does not count. */
    private static void warmUp(Arena arena, Contender contender, Measurements measured) {
        try (LargestTransaction largest = new LargestTransaction(contender.children())) {
            delete(arena, contender, Latencies.histogram());
            measured.add(contender.name(), LargestTransaction.METRIC, Unit.ROWS, largest.rows());
        }
    }

    /** Seconds until the one parent's children are gone. */
    private static double delete(Arena arena, Contender contender, Histogram nanos) {
        Family others =
                new Family(contender, arena.ids(OTHERS), OTHERS, arena.plan().children());
        others.insert();
        Family wide = new Family(contender, arena.ids(1), 1, children(arena)).load();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> singles = CompletableFuture.runAsync(() -> deleteOthers(others, over, nanos));
        double seconds;
        try {
            Stopwatch watch = Stopwatch.started();
            contender.parents().run(wide.delete());
            wide.awaitGone(PAUSE);
            seconds = watch.seconds();
        } finally {
            over.set(true);
            Clients.join(singles);
        }
        contender.parents().run(others.delete());
        others.awaitGone();
        return seconds;
    }

    /** At least one, however short it lasts. */
    private static void deleteOthers(Family others, AtomicBoolean over, Histogram nanos) {
        try (SingleDeletes singles = new SingleDeletes(others.contender())) {
            long id = others.first();
            do {
                nanos.recordValue(singles.delete(id));
                id++;
                LockSupport.parkNanos(PAUSE.toNanos());
            } while (!over.get() && id <= others.last());
        }
    }
}
