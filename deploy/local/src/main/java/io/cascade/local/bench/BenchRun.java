/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.report.BenchReport;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.scenario.Arena;
import io.cascade.local.bench.scenario.BenchPlan;
import io.cascade.local.bench.scenario.Scenario;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import io.cascade.local.stack.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** One stack for all scenarios that can share it, and one for each of the others. */
public final class BenchRun {

    private static final String SHARED = "shared";

    private final Path home;
    private final Progress progress;
    private final BiConsumer<String, LocalStackBuilder> settings;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** Starts a stack, so that somebody may stop it before the run does. */
    public interface Starter {

        Session start(LocalStack stack) throws InterruptedException;
    }

    /** A stack that has started. */
    public interface Session {

        void close();
    }

    /** @param settings how a stack is to be, beyond what every benchmark wants, by a name that no other one of the run has */
    public BenchRun(Path home, Progress progress, BiConsumer<String, LocalStackBuilder> settings) {
        this.home = home;
        this.progress = progress;
        this.settings = settings;
    }

    public BenchReport run(BenchPlan plan, List<Scenario> scenarios, Starter starter) throws InterruptedException {
        Instant at = Instant.now();
        Predicate<Scenario> shares = scenario -> !scenario.alone();
        List<Scenario> shared = scenarios.stream().filter(shares).toList();
        if (!shared.isEmpty()) {
            run(plan, shared, builder(SHARED).build(), starter);
        }
        for (Scenario scenario : scenarios.stream().filter(shares.negate()).toList()) {
            runAlone(plan, scenario, starter);
        }
        return new BenchReport(at, environment, outcomes);
    }

    private void runAlone(BenchPlan plan, Scenario scenario, Starter starter) throws InterruptedException {
        LocalStackBuilder builder = builder(scenario.name());
        scenario.tune(builder);
        if (scenario.contracts().isEmpty()) {
            run(plan, List.of(scenario), builder.build(), starter);
            return;
        }
        Path contracts = written(scenario.contracts());
        try {
            run(plan, List.of(scenario), builder.contracts(contracts).build(), starter);
        } finally {
            PrivateFiles.deleteRecursively(contracts);
        }
    }

    private void run(BenchPlan plan, List<Scenario> scenarios, LocalStack stack, Starter starter)
            throws InterruptedException {
        Session session = starter.start(stack);
        try (Arena arena = new Arena(home, stack, plan, step -> progress.report("bench", step))) {
            if (environment.isEmpty()) {
                environment.putAll(BenchEnvironment.of(home, stack, plan));
            }
            scenarios.forEach(scenario -> outcomes.add(scenario.run(arena)));
        } finally {
            session.close();
        }
    }

    private LocalStackBuilder builder(String name) {
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
        settings.accept(name, builder);
        return builder;
    }

    private static Path written(Map<String, String> files) {
        try {
            Path directory = Files.createTempDirectory("cascade-contracts-");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            return directory;
        } catch (IOException e) {
            throw new LocalStackException("contracts for the benchmark cannot be written: " + e.getMessage(), e);
        }
    }
}
