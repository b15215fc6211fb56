/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import io.cascade.local.stack.RunningService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the stack until it is told to stop. */
@Command(
        name = "up",
        description = "Starts PostgreSQL, Kafka, Kafka Connect and the services, and stays until Ctrl-C or SIGTERM."
                + " Data is kept for the next start.",
        mixinStandardHelpOptions = true,
        versionProvider = CascadeCli.Version.class)
final class UpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--contracts",
            paramLabel = "DIR",
            description = "Runs the services that DIR's relationships name. DIR/schema/<service>.sql, where present,"
                    + " is run once in that service's new database. Default: the project's own contracts.")
    private @Nullable Path contracts;

    @Option(names = "--data", paramLabel = "DIR", description = "Where data is kept. Default: .cascade/data.")
    private @Nullable Path data;

    @Option(names = "--fresh", description = "Throws away the kept data first.")
    private boolean fresh;

    @Option(
            names = "--port",
            paramLabel = "PART=PORT",
            description =
                    "The port of a service, or of postgres, kafka, kafka-controller, connect or metrics; may be repeated."
                            + " Default: the one it had the last time, else a free one.")
    private Map<String, Integer> ports = new LinkedHashMap<>();

    UpCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Path home = Home.directory();
        ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
        LocalStackBuilder builder = LocalStack.builder()
                .home(home)
                .data(data == null ? home.resolve(".cascade/data") : data)
                .fresh(fresh)
                .stackFile(home.resolve(".cascade/stack.json"))
                .progress(progress);
        if (contracts != null) {
            builder.contracts(contracts);
        }
        ports.forEach(builder::port);
        StackSession session = new StackSession(builder.build(), progress);
        LocalStack stack = session.start();
        progress.report("stack", "up");
        print(stack, spec.commandLine().getOut());
        stack.services().forEach(name -> watch(stack.service(name), session, progress));
        session.untilEnd();
        return 0;
    }

    private static void watch(RunningService service, StackSession session, ConsoleProgress progress) {
        service.process().onExit().thenAccept(process -> {
            if (!session.isStopping()) {
                progress.report(
                        service.name(), "ended with exit code " + process.exitValue() + ", see " + service.log());
            }
        });
    }

    private static void print(LocalStack stack, PrintWriter out) {
        out.println();
        for (String name : stack.services()) {
            RunningService service = stack.service(name);
            line(out, name, service.url().toString());
            line(
                    out,
                    "",
                    "psql postgresql://" + service.user() + "@"
                            + service.jdbcUrl().replaceFirst(".*//", ""));
        }
        line(out, "kafka", stack.bootstrapServers());
        line(out, "connect", stack.connectUrl().toString());
        line(out, "metrics", stack.metricsUrl().toString());
        out.println();
        out.println("Passwords are in .cascade/stack.json, data and logs in " + stack.data()
                + ". Ctrl-C stops everything.");
        out.flush();
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "  %-16s %s", name, value));
    }
}
