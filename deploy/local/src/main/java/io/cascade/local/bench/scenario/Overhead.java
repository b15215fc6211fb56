/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.Database;
import io.cascade.local.bench.contender.NativeForeignKey;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the application's own statements cost, whether or not anything cascades. */
final class Overhead implements Scenario {

    private static final int TIMES_SINGLES = 2;
    private static final int MOST_ROWS = 50_000;

    private static final String PARENT_INSERT = "parent INSERT";
    private static final String PARENT_DELETE = "parent DELETE";
    private static final String CHILD_INSERT = "child INSERT";
    private static final String OF_MANY = " of many rows";

    @Override
    public String name() {
        return "overhead";
    }

    @Override
    public String description() {
        return "what INSERT and DELETE of parents and INSERT of children cost where nothing cascades";
    }

    @Override
    public Outcome run(Arena arena) {
        Measurements measured = new Measurements();
        arena.rounds(name(), List.of(arena.nativeForeignKey(), arena.cascade()), (round, contender) -> {
            Measurements counted = round > 0 ? measured : new Measurements();
            single(arena, contender, counted);
            bulk(arena, contender, counted);
        });
        return new Outcome(
                name(),
                "A round has one client do each statement " + singles(arena)
                        + " times for single rows, of which the median" + " counts, and once for " + rows(arena)
                        + " rows. The parents have no children when they go.",
                measured.series(),
                List.of(),
                List.of(
                        target(measured, PARENT_INSERT, 1.3),
                        target(measured, PARENT_DELETE, 1.3),
                        target(measured, CHILD_INSERT, 1.2),
                        target(measured, PARENT_INSERT + OF_MANY, 1.3),
                        target(measured, PARENT_DELETE + OF_MANY, 1.3),
                        target(measured, CHILD_INSERT + OF_MANY, 1.2)));
    }

    private static Target target(Measurements measured, String metric, double bound) {
        return Target.atMost(
                metric + ", times that with the native foreign key",
                bound,
                Unit.TIMES,
                measured.ratio(Cascade.NAME, NativeForeignKey.NAME, metric));
    }

    private static int singles(Arena arena) {
        return arena.plan().singles() * TIMES_SINGLES;
    }

    private static int rows(Arena arena) {
        return Math.min(arena.plan().parents(), MOST_ROWS);
    }

    private static void single(Arena arena, Contender contender, Measurements measured) {
        Family family = new Family(contender, arena.ids(singles(arena)), singles(arena), 0);
        String insert = "INSERT INTO parents (id, name) VALUES (?, 'bench')";
        single(measured, family, PARENT_INSERT, contender.parents(), insert);
        contender.awaitQuiet();
        single(measured, family, PARENT_DELETE, contender.parents(), "DELETE FROM parents WHERE id = ?");
        Family parents = new Family(contender, arena.ids(singles(arena)), singles(arena), 0).load();
        String child = "INSERT INTO children (parent_id, name) VALUES (?, 'bench')";
        single(measured, parents, CHILD_INSERT, contender.children(), child);
        clear(parents);
    }

    private static void single(Measurements measured, Family family, String metric, Database database, String sql) {
        Histogram nanos = Latencies.histogram();
        Clients.run(database, sql, family.first(), family.last() + 1, nanos::recordValue);
        double millis = nanos.getValueAtPercentile(50) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        measured.add(family.contender().name(), metric, Unit.MILLISECONDS, millis);
    }

    private static void bulk(Arena arena, Contender contender, Measurements measured) {
        Family family = new Family(contender, arena.ids(rows(arena)), rows(arena), 0);
        bulk(measured, family, PARENT_INSERT, contender.parents(), family.insertion());
        contender.vacuum();
        contender.awaitQuiet();
        bulk(measured, family, PARENT_DELETE, contender.parents(), family.delete());
        Family parents = new Family(contender, arena.ids(rows(arena)), rows(arena), 0).load();
        bulk(
                measured,
                parents,
                CHILD_INSERT,
                contender.children(),
                "INSERT INTO children (parent_id, name) SELECT g, 'bench' FROM generate_series(" + parents.first()
                        + ", " + parents.last() + ") AS g");
        clear(parents);
    }

    private static void bulk(Measurements measured, Family family, String metric, Database database, String sql) {
        Stopwatch watch = Stopwatch.started();
        database.run(sql);
        measured.add(family.contender().name(), metric + OF_MANY, Unit.SECONDS, watch.seconds());
    }

    private static void clear(Family family) {
        family.contender().parents().run(family.delete());
        family.awaitGone();
        family.contender().awaitQuiet();
    }
}
