/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.chaos.ChaosPlan;
import io.cascade.local.chaos.ChaosRun;
import io.cascade.local.chaos.FaultCatalog;
import io.cascade.local.host.PrivateFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Breaks a stack of its own while clients write, and looks whether everything still holds. */
@Command(
        name = "chaos",
        description = {
            "On a fresh stack of three services: clients insert and delete rows on all levels while faults are injected, alone"
                    + " and together. After each round, when all is quiet, plain SQL looks for rows without a parent, for rows"
                    + " that are gone although nobody deleted them nor their parents, for references that were cut for no reason, for"
                    + " votes without an end, and for deliveries that have not settled.",
            "The exit code is 0 if everything held. Otherwise it is 1, what does not hold is printed, and the run ends."
        },
        footer = {
            "",
            "Examples:",
            "  ./cascade chaos --minutes 10",
            "  ./cascade chaos --seed 4711 --data .cascade/chaos      # the schedule of a seed again, and keep the logs",
            "  ./cascade chaos --fault kill-broker,kill-connect       # combinations of these only",
            "  ./cascade chaos --fault kill-broker --one-by-one --rounds 1",
            "  ./cascade chaos --list"
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        versionProvider = CascadeCli.Version.class)
final class ChaosCommand implements Callable<Integer> {

    private static final int SEEDS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "N", description = "How long faults are injected.", defaultValue = "5")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "Repeats which faults come, when in their round and for how long. Default: a random one, which is"
                            + " printed.")
    private @Nullable Long seed;

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            split = ",",
            description = "Which faults, separated by commas. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--one-by-one", description = "Each fault alone, in order, instead of random combinations.")
    private boolean oneByOne;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            description = "Ends after so many rounds, too.",
            defaultValue = "10000")
    private int rounds;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long all deliveries may take to settle when a fault is over.",
            defaultValue = "180")
    private int patience;

    @Option(names = "--list", description = "Lists all faults, and ends.")
    private boolean list;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data and logs are kept, to look into them afterwards; it must be empty or not there."
                    + " Default: nothing is kept.")
    private @Nullable Path data;

    ChaosCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (list) {
            print();
            return 0;
        }
        check();
        long chosen = seed == null ? RandomGenerator.getDefault().nextInt(SEEDS) : seed;
        ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
        progress.report("chaos", "seed " + chosen);
        ChaosPlan plan = new ChaosPlan(
                Duration.ofMinutes(minutes), rounds, chosen, names, oneByOne, Duration.ofSeconds(patience));
        Path home = Home.directory();
        Path directory = data == null ? Files.createTempDirectory("cascade-chaos-") : data.toAbsolutePath();
        Ending ending = new Ending(new ChaosRun(home, directory, plan, progress), directory, data == null, progress);
        Runtime.getRuntime().addShutdownHook(new Thread(ending::close, "cascade-stop"));
        try (ending) {
            return told(ending.run(), chosen);
        }
    }

    private int told(ChaosRun.Result result, long chosen) {
        PrintWriter out = spec.commandLine().getOut();
        result.violations().forEach(out::println);
        out.println(result.rounds() + " rounds with " + result.faults() + " faults of seed " + chosen
                + (result.holds() ? ": everything held" : ": the last does not hold"));
        out.flush();
        return result.holds() ? 0 : 1;
    }

    private void print() {
        PrintWriter out = spec.commandLine().getOut();
        FaultCatalog.entries()
                .forEach(entry -> out.println(String.format(Locale.ROOT, "%-40s %s", entry.name(), entry.what())));
        out.flush();
    }

    private void check() throws IOException {
        require(minutes >= 1 && rounds >= 1 && patience >= 1, "--minutes, --rounds and --patience start at 1.");
        List<String> known =
                FaultCatalog.entries().stream().map(FaultCatalog.Entry::name).toList();
        for (String name : names) {
            require(known.contains(name), "There is no fault '" + name + "'; --list lists them.");
        }
        if (data != null && Files.exists(data)) {
            try (var files = Files.list(data)) {
                require(files.findAny().isEmpty(), data + " is not empty. Choose another --data.");
            }
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    /** Ends the run once, whether it is over or the process is told to end. */
    private static final class Ending implements AutoCloseable {

        private final ChaosRun run;
        private final Path directory;
        private final boolean temporary;
        private final ConsoleProgress progress;
        private boolean stopping;

        private Ending(ChaosRun run, Path directory, boolean temporary, ConsoleProgress progress) {
            this.run = run;
            this.directory = directory;
            this.temporary = temporary;
            this.progress = progress;
        }

        private ChaosRun.Result run() throws InterruptedException {
            try {
                ChaosRun.Result result = run.run();
                untilEndIfStopping();
                return result;
            } catch (RuntimeException e) {
                untilEndIfStopping();
                throw e;
            }
        }

        /** What goes wrong because the stack is being stopped says nothing. */
        private void untilEndIfStopping() throws InterruptedException {
            if (isStopping()) {
                new CountDownLatch(1).await();
            }
        }

        private synchronized boolean isStopping() {
            return stopping;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (stopping) {
                    return;
                }
                stopping = true;
            }
            progress.report("stack", "stops");
            run.close();
            if (temporary) {
                PrivateFiles.deleteRecursively(directory);
            }
            progress.report("stack", "stopped");
        }
    }
}
