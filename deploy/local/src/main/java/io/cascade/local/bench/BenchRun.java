/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.report.BenchReport;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.scenario.Arena;
import io.cascade.local.bench.scenario.BenchPlan;
import io.cascade.local.bench.scenario.Scenario;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import io.cascade.local.stack.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One stack and the scenarios on it. */
public final class BenchRun {

    private final Path home;
    private final LocalStack stack;
    private final Progress progress;

    /** @param settings how the stack is to be, beyond what every benchmark wants */
    public BenchRun(Path home, Progress progress, Consumer<LocalStackBuilder> settings) {
        this.home = home;
        this.progress = progress;
        LocalStackBuilder builder = LocalStack.builder()
                .home(home)
                .progress(progress)
                // As on a server that is sized for its database; the same for all contenders.
                .postgres("shared_buffers", "2GB")
                .postgres("max_wal_size", "8GB")
                .postgres("checkpoint_timeout", "15min")
                // As in production, where a service runs for longer than the second compiler takes.
                .jvmOptions(Cascade.PARENT_SERVICE, "-XX:TieredStopAtLevel=4")
                .jvmOptions(Cascade.CHILD_SERVICE, "-XX:TieredStopAtLevel=4");
        settings.accept(builder);
        this.stack = builder.build();
    }

    public LocalStack stack() {
        return stack;
    }

    public BenchReport run(BenchPlan plan, List<Scenario> scenarios) {
        List<Outcome> outcomes = new ArrayList<>();
        try (Arena arena = new Arena(home, stack, plan, step -> progress.report("bench", step))) {
            scenarios.forEach(scenario -> outcomes.add(scenario.run(arena)));
        }
        return new BenchReport(Instant.now(), Map.of(), outcomes);
    }
}
