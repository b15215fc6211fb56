/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.bench.BenchRun;
import io.cascade.local.bench.report.BenchReport;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.scenario.BenchPlan;
import io.cascade.local.bench.scenario.Scenario;
import io.cascade.local.bench.scenario.Scenarios;
import io.cascade.local.host.ProjectHome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** That the benchmark still runs, on stacks of its own; what it says of so few rows is of no interest. */
@DisabledIfSystemProperty(
        named = "cascade.stack",
        matches = "containers",
        disabledReason = "the benchmark runs on the embedded stack only")
class BenchIT {

    private static final BenchPlan PLAN = new BenchPlan(100, 2, 1, 10, Duration.ofSeconds(3));

    /** Each scenario looks itself whether children went that had to stay. */
    @Test
    void everyScenarioMeasuresSomething() throws InterruptedException {
        BenchReport report = new BenchRun(ProjectHome.find(), (part, step) -> {}, (name, stack) -> {})
                .run(PLAN, Scenarios.named(List.of()), stack -> {
                    stack.start();
                    return stack::close;
                });

        assertThat(report.environment()).containsKeys("commit", "PostgreSQL", "settings");
        assertThat(report.environment().get("settings")).contains("fsync=on", "synchronous_commit=on");
        assertThat(report.outcomes())
                .extracting(Outcome::scenario)
                .containsExactlyInAnyOrderElementsOf(
                        Scenarios.named(List.of()).stream().map(Scenario::name).toList())
                .hasSize(Scenarios.names().size() - 1);
        assertThat(report.outcomes()).allSatisfy(outcome -> {
            assertThat(outcome.targets()).isNotEmpty().allSatisfy(target -> assertThat(target.measured())
                    .as(target.what())
                    .isPositive()
                    .isFinite());
            assertThat(outcome.series()).allSatisfy(series -> assertThat(series.min())
                    .as(series.contender() + ": " + series.metric())
                    .isNotNegative());
        });
    }
}
