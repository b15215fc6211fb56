/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.host.PrivateFiles;
import io.cascade.local.oracle.OraclePlan;
import io.cascade.local.oracle.OracleRun;
import io.cascade.local.oracle.StackBench;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares the stack with native foreign keys. */
@Command(
        name = "oracle",
        description = {
            "On a fresh stack: makes random relationships and random histories, and compares all answers and all rows with"
                    + " those of one PostgreSQL that has native foreign keys.",
            "The exit code is 0 if all seeds agree. Otherwise it is 1, and the seed and a history made small are printed."
        },
        footer = {"", "Examples:", "  ./cascade oracle --seeds 25", "  ./cascade oracle --first 4711 --seeds 1"},
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        versionProvider = CascadeCli.Version.class)
final class OracleCommand implements Callable<Integer> {

    private static final int MOST_WRITERS = 4;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds.", defaultValue = "100")
    private int seeds;

    @Option(names = "--first", paramLabel = "SEED", description = "The first of them.", defaultValue = "1")
    private long first;

    @Option(names = "--minutes", paramLabel = "M", description = "Ends after these, too.", defaultValue = "60")
    private int minutes;

    @Option(names = "--steps", paramLabel = "S", description = "How long each history is.", defaultValue = "40")
    private int steps;

    @Option(
            names = "--writers",
            paramLabel = "W",
            description = "How many write at the same time, 1 to 4; a seed makes another history with another number.",
            defaultValue = "3")
    private int writers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the stack's data and logs are kept, to look into them afterwards; what is there is thrown"
                            + " away first. Default: nothing is kept.")
    private @Nullable Path data;

    OracleCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (seeds < 1 || minutes < 1 || steps < 1 || writers < 1 || writers > MOST_WRITERS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seeds, --minutes and --steps start at 1, and --writers is 1 to " + MOST_WRITERS + ".");
        }
        Path contracts = Files.createTempDirectory("cascade-oracle-");
        // As the stack's own data, also when a signal ends this.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> PrivateFiles.deleteRecursively(contracts), "cascade-oracle-files"));
        return run(contracts);
    }

    private int run(Path contracts) throws InterruptedException {
        Path home = Home.directory();
        ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
        StackBench.prepare(contracts);
        LocalStackBuilder builder =
                LocalStack.builder().home(home).contracts(contracts).progress(progress);
        StackBench.tune(builder);
        if (data != null) {
            builder.data(data).fresh(true);
        }
        LocalStack stack = builder.build();
        try (StackSession session = new StackSession(stack, progress)) {
            session.start();
            OracleRun.Result result = compare(session, stack, contracts, progress);
            PrintWriter out = spec.commandLine().getOut();
            result.report().ifPresent(out::println);
            out.println(result.seeds() + " seeds from " + first + " on agree with native foreign keys"
                    + (result.report().isPresent() ? ", then one does not" : ""));
            out.flush();
            return result.report().isPresent() ? 1 : 0;
        }
    }

    private OracleRun.Result compare(StackSession session, LocalStack stack, Path contracts, ConsoleProgress progress)
            throws InterruptedException {
        OraclePlan plan = new OraclePlan(first, seeds, Duration.ofMinutes(minutes), steps, writers);
        try (StackBench bench = StackBench.on(stack, contracts)) {
            return new OracleRun(bench, plan, step -> progress.report("oracle", step)).run();
        } catch (RuntimeException e) {
            if (session.isStopping()) {
                session.untilEnd();
            }
            throw e;
        }
    }
}
