/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.NativeForeignKey;
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
        Measurements measured = new Measurements();
        arena.rounds(name(), List.of(arena.nativeForeignKey(), arena.cascade()), (round, contender) -> {
            Family bystanders = new Family(contender, arena.ids(100), 100, plan.children());
            bystanders.insert();
            Family family = new Family(contender, arena.ids(plan.parents()), plan.parents(), plan.children()).load();
            Bulk.Times times = delete(contender, family);
            bystanders.expectComplete();
            if (round > 0) {
                measured.add(contender.name(), STATEMENT, Unit.SECONDS, times.statement());
                measured.add(contender.name(), GONE, Unit.SECONDS, times.gone());
            }
        });
        return new Outcome(
                name(),
                "One statement deletes " + plan.parents() + " parents with " + plan.children() + " children each.",
                measured.series(),
                List.of(),
                List.of(
                        Target.atLeast(
                                "all gone, times as fast as the native foreign key",
                                1,
                                Unit.TIMES,
                                measured.ratio(NativeForeignKey.NAME, Cascade.NAME, GONE)),
                        Target.atLeast(
                                "the statement returns, times as fast as with the native foreign key",
                                3,
                                Unit.TIMES,
                                measured.ratio(NativeForeignKey.NAME, Cascade.NAME, STATEMENT))));
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
