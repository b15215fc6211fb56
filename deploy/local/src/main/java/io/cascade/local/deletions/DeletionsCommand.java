/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.host.LocalStackException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows deletions and how far they have come. */
@Command(
        name = "deletions",
        description = "Shows the newest deletions of all services, or one of them with everything that it took along.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cascade deletions --watch",
            "  cascade deletions --state failed",
            "  cascade deletions 3f2b8c1e-5d4a-4c9b-8a7e-6f1d2c3b4a59 --watch",
            "  cascade deletions --url https://parents.example.com --token-file token"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown; of one deletion that is watched: settled",
            "1:not all could be shown, there is no such deletion, or the one watched has failed",
            "2:wrong options"
        })
public final class DeletionsCommand implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 500;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "One deletion, shown as a tree.")
    private @Nullable UUID id;

    @Option(
            names = "--watch",
            description = "Shows them again and again, until Ctrl-C, or until the one deletion is at its end.")
    private boolean watch;

    @Option(names = "--state", description = "Only those in this state: $${COMPLETION-CANDIDATES}.")
    private DeletionsQuery.@Nullable State state;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Only those that this service has a part in, wherever they began.")
    private @Nullable String service;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many. Default: 20.")
    private int limit;

    @Mixin
    private final SystemOptions.Reader system = new SystemOptions.Reader();

    private boolean trouble;

    /** Made by picocli. */
    public DeletionsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (limit < 1 || limit > 1000) {
            throw new ParameterException(spec.commandLine(), "--limit is a number from 1 to 1000");
        }
        Services services = system.services();
        if (service != null && !services.publishing().contains(service)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "nobody refers to a service '" + service + "'; there are "
                            + String.join(", ", services.publishing()));
        }
        Screen screen = new Screen(spec.commandLine().getOut(), watch && Ansi.AUTO.enabled());
        return id == null ? list(services, screen) : one(services, id.toString(), screen);
    }

    private int list(Services services, Screen screen) throws InterruptedException {
        DeletionTable table = new DeletionTable(services, new DeletionsQuery(state, service, limit), this::tell);
        screen.show(table.lines());
        while (watch) {
            Thread.sleep(PAUSE_MILLIS);
            screen.show(table.lines());
        }
        return trouble ? 1 : 0;
    }

    private int one(Services services, String deletionId, Screen screen) throws InterruptedException {
        String home = home(services, deletionId);
        while (true) {
            JsonNode deletion = services.deletion(home, deletionId).orElseThrow(() -> absent(deletionId));
            screen.show(DeletionTree.of(home, deletion, Levels.of(services, home, deletion)));
            String now = deletion.path("state").asText();
            boolean failed = now.equals("failed");
            if (!watch || failed || now.equals("settled")) {
                return watch && failed ? 1 : 0;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Where it began, or else any service that knows of it. */
    private String home(Services services, String deletionId) {
        String known = null;
        for (String name : service == null ? services.publishing() : java.util.List.of(service)) {
            Optional<JsonNode> found = find(services, name, deletionId);
            if (found.isPresent()) {
                String origin = found.get().path("origin").asText();
                if (origin.equals("api") || origin.equals("sql")) {
                    return name;
                }
                known = name;
            }
        }
        if (known == null) {
            throw absent(deletionId);
        }
        return known;
    }

    private Optional<JsonNode> find(Services services, String name, String deletionId) {
        try {
            return services.deletion(name, deletionId);
        } catch (LocalStackException e) {
            tell(e.getMessage());
            return Optional.empty();
        }
    }

    private static LocalStackException absent(String deletionId) {
        return new LocalStackException("no service knows a deletion " + deletionId
                + ": it never was, deleted nothing that others refer to, or is long settled and swept");
    }

    private void tell(String reason) {
        trouble = true;
        spec.commandLine().getErr().println("cascade: " + reason);
    }
}
