/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.EventPerRow;
import io.cascade.local.bench.contender.NativeForeignKey;
import io.cascade.local.bench.contender.PollingOutbox;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** One statement that deletes very many parents. */
final class Bulk implements Scenario {

    private static final String STATEMENT = "the statement returns";
    private static final String GONE = "all children gone";
    private static final String THROUGHPUT = "parents";
    /** They take a transaction a parent. */
    private static final int MOST_OF_PRACTICES = 5000;

    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public String description() {
        return "one DELETE of many parents, all of whose children have to go";
    }

    @Override
    public Outcome run(Arena arena) {
        BenchPlan plan = arena.plan();
        int fewer = Math.min(plan.parents(), MOST_OF_PRACTICES);
        Measurements measured = new Measurements();
        arena.rounds(
                name(),
                List.of(arena.nativeForeignKey(), arena.cascade()),
                (round, contender) -> round(arena, contender, round, plan.parents(), measured));
        arena.practices(practice -> arena.rounds(
                name(), List.of(practice), (round, contender) -> round(arena, contender, round, fewer, measured)));
        return new Outcome(
                name(),
                "One statement deletes " + plan.parents() + " parents with " + plan.children()
                        + " children each; of the" + " two outboxes " + fewer
                        + " parents, and their throughput is compared with cascade's at full size.",
                measured.series(),
                List.of(),
                targets(measured));
    }

    private static void round(Arena arena, Contender contender, int round, int parents, Measurements measured) {
        int each = arena.plan().children();
        Family family = new Family(contender, arena.ids(parents), parents, each).load();
        Bulk.Times times = delete(contender, family);
        if (round > 0) {
            measured.add(contender.name(), STATEMENT, Unit.SECONDS, times.statement());
            measured.add(contender.name(), GONE, Unit.SECONDS, times.gone());
            measured.add(contender.name(), THROUGHPUT, Unit.PER_SECOND, parents / times.gone());
        }
    }

    private static List<Target> targets(Measurements measured) {
        double throughput = measured.median(Cascade.NAME, THROUGHPUT);
        return List.of(
                Target.atLeast(
                        "all gone, times as fast as the native foreign key",
                        1,
                        Unit.TIMES,
                        measured.ratio(NativeForeignKey.NAME, Cascade.NAME, GONE)),
                Target.atLeast(
                        "the statement returns, times as fast as with the native foreign key",
                        3,
                        Unit.TIMES,
                        measured.ratio(NativeForeignKey.NAME, Cascade.NAME, STATEMENT)),
                Target.atLeast(
                        "throughput, times that of an outbox row per parent",
                        20,
                        Unit.TIMES,
                        throughput / measured.median(EventPerRow.NAME, THROUGHPUT)),
                Target.atLeast(
                        "throughput, times that of a polling outbox",
                        20,
                        Unit.TIMES,
                        throughput / measured.median(PollingOutbox.NAME, THROUGHPUT)));
    }

    /** Seconds from the beginning of the statement. */
    record Times(double statement, double gone) {}

    static Times delete(Contender contender, Family family) {
        try (Connection connection = contender.parents().connect();
                Statement statement = connection.createStatement()) {
            Stopwatch watch = Stopwatch.started();
            statement.executeUpdate(family.delete());
            double returned = watch.seconds();
            family.awaitGone();
            return new Times(returned, watch.seconds());
        } catch (SQLException e) {
            throw new LocalStackException("the benchmark's delete failed: " + e.getMessage(), e);
        }
    }
}
