/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.contract.ServiceName;
import io.cascade.local.stack.ExternalService;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.LocalStackBuilder;
import io.cascade.local.stack.RunningService;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    @Option(
            names = "--without",
            paramLabel = "SERVICE",
            description = "Does everything for this service but run it: that is left to you, in an IDE or by"
                    + " mvn quarkus:dev. May be repeated.")
    private List<String> without = new ArrayList<>();

    @Option(
            names = "--jdbc",
            paramLabel = "SERVICE=URL",
            converter = {ServiceName.class, JdbcUrl.Converter.class},
            description =
                    "Your own database of a service, with its tables, instead of one that is made here. Next to it"
                            + " the generic runner does the service's part. The password may be in ~/.pgpass. May be repeated.")
    private Map<String, JdbcUrl> databases = new LinkedHashMap<>();

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
        without.forEach(builder::without);
        databases.forEach(builder::jdbc);
        StackSession session = new StackSession(builder.build(), progress);
        LocalStack stack = session.start();
        progress.report("stack", "up");
        print(stack, home, spec.commandLine().getOut());
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

    private static void print(LocalStack stack, Path home, PrintWriter out) {
        out.println();
        for (String name : stack.services()) {
            RunningService service = stack.service(name);
            line(out, name, service.url().toString());
            line(out, "", psql(service.user(), service.jdbcUrl()));
        }
        for (String name : stack.external()) {
            print(stack.external(name), home, out);
        }
        line(out, "kafka", stack.bootstrapServers());
        line(out, "connect", stack.connectUrl().toString());
        line(out, "metrics", stack.metricsUrl().toString());
        out.println();
        out.println("Passwords are in .cascade/stack.json, data and logs in " + stack.data()
                + ". Ctrl-C stops everything.");
        out.flush();
    }

    private static void print(ExternalService service, Path home, PrintWriter out) {
        String name = service.name();
        line(out, name, service.url() + ", yours to run:");
        if (Files.isRegularFile(home.resolve(name).resolve("pom.xml"))) {
            line(out, "", "mvn test-compile quarkus:dev -pl " + name + " -am");
        } else {
            line(out, "", "CASCADE_STACK_FILE=" + home.resolve(".cascade/stack.json") + " mvn quarkus:dev");
        }
        line(out, "", "or with services." + name + ".environment of .cascade/stack.json");
        line(out, "", psql(service.user(), service.jdbcUrl()));
    }

    private static String psql(String user, String jdbcUrl) {
        return "psql postgresql://" + user + "@" + jdbcUrl.replaceFirst(".*//", "");
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "  %-16s %s", name, value));
    }
}
