/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.bench.BenchRun;
import io.cascade.local.bench.report.BenchReport;
import io.cascade.local.bench.report.HtmlReport;
import io.cascade.local.bench.report.JsonReport;
import io.cascade.local.bench.report.TextReport;
import io.cascade.local.bench.scenario.BenchPlan;
import io.cascade.local.bench.scenario.Scenario;
import io.cascade.local.bench.scenario.Scenarios;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.stack.LocalStackBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the stack side by side with a native foreign key and with what teams write by hand. */
@Command(
        name = "bench",
        description = {
            "On a fresh stack: measures cascade side by side with a native ON DELETE CASCADE in one database and with what"
                    + " teams write by hand, in alternating rounds, with fsync, synchronous_commit and full_page_writes on.",
            "The report goes to standard output, and to files where they are named. The exit code is 0 whether or not the"
                    + " targets are met: how fast a machine is is no error."
        },
        footer = {
            "",
            "Examples:",
            "  ./cascade bench --scenario bulk --rounds 3",
            "  ./cascade bench --html bench.html --json bench.json"
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        versionProvider = CascadeCli.Version.class)
final class BenchCommand implements Callable<Integer> {

    private static final int MOST_PARENTS = 10_000_000;
    private static final int MOST_CHILDREN = 1000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            split = ",",
            description = "Which to run, separated by commas: ${COMPLETION-CANDIDATES}. Default: all but soak.",
            completionCandidates = ScenarioNames.class)
    private List<String> names = new ArrayList<>();

    @Option(names = "--parents", paramLabel = "N", description = "Parents of a bulk delete.", defaultValue = "200000")
    private int parents;

    @Option(names = "--children", paramLabel = "K", description = "Children of each.", defaultValue = "3")
    private int children;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            description = "Rounds that count, after one to warm up.",
            defaultValue = "5")
    private int rounds;

    @Option(
            names = "--singles",
            paramLabel = "S",
            description = "Single deletes a round of each contender.",
            defaultValue = "1000")
    private int singles;

    @Option(
            names = "--steady",
            paramLabel = "SECONDS",
            description = "How long the steady load lasts; that of soak is ten times as long.",
            defaultValue = "120")
    private int steady;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there, too.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with plots there, too.")
    private @Nullable Path html;

    @Option(
            names = "--postgres",
            paramLabel = "SETTING=VALUE",
            description = "A setting of the PostgreSQL server, such as log_min_duration_statement=0 to look closer.")
    private Map<String, String> postgres = new LinkedHashMap<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the stacks' data and logs are kept, each in a directory of its own, to look into them"
                    + " afterwards; what is there is thrown away first. Default: nothing is kept.")
    private @Nullable Path data;

    BenchCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        List<Scenario> scenarios = scenarios();
        require(parents >= 1 && parents <= MOST_PARENTS, "--parents is 1 to " + MOST_PARENTS + ".");
        require(children >= 1 && children <= MOST_CHILDREN, "--children is 1 to " + MOST_CHILDREN + ".");
        require(rounds >= 1 && singles >= 1 && steady >= 1, "--rounds, --singles and --steady start at 1.");
        BenchReport report = measured(scenarios);
        spec.commandLine().getOut().print(TextReport.of(report));
        spec.commandLine().getOut().flush();
        if (json != null) {
            write(json, JsonReport.of(report));
        }
        if (html != null) {
            write(html, HtmlReport.of(report));
        }
        return 0;
    }

    private BenchReport measured(List<Scenario> scenarios) throws InterruptedException {
        ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
        BenchPlan plan = new BenchPlan(parents, children, rounds, singles, Duration.ofSeconds(steady));
        BenchRun run = new BenchRun(Home.directory(), progress, this::settings);
        return run.run(plan, scenarios, stack -> {
            StackSession session = new StackSession(stack, progress);
            session.start();
            return () -> end(session);
        });
    }

    /** A run that fails because its stack is being stopped has nothing to say about that. */
    private static void end(StackSession session) {
        try {
            if (session.isStopping()) {
                session.untilEnd();
            }
            session.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settings(String stack, LocalStackBuilder builder) {
        postgres.forEach(builder::postgres);
        if (data != null) {
            builder.data(data.resolve(stack)).fresh(true);
        }
    }

    private List<Scenario> scenarios() {
        for (String name : names) {
            require(
                    Scenarios.names().contains(name),
                    "There is no scenario '" + name + "', only " + String.join(", ", Scenarios.names()) + ".");
        }
        return Scenarios.named(names);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new LocalStackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** For the help. */
    static final class ScenarioNames implements Iterable<String> {

        ScenarioNames() {}

        @Override
        public Iterator<String> iterator() {
            return Scenarios.names().iterator();
        }
    }
}
