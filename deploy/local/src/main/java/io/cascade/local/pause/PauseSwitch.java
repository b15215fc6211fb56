/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.pause;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.deletions.Services;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What both commands have in common: to find the service of a relationship's child table. */
abstract class PauseSwitch implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The relationship.")
    private String relationship;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(
            names = "--stack",
            paramLabel = "FILE",
            defaultValue = "${sys:cascade.home:-.}/.cascade/stack.json",
            description = "What a running local stack tells of itself. Default: .cascade/stack.json.")
    private Path stack;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Any service of another system, instead of the local stack.")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file of a bearer token for that system, with the role operator.")
    private @Nullable Path tokenFile;

    /** Returns how the relationship is afterwards. */
    abstract JsonNode change(Services services, String service, String name);

    @Override
    public Integer call() {
        Services services = url == null ? Services.ofStack(stack) : Services.at(url, tokenFile);
        Map<String, String> all = services.subscribing();
        String service = all.get(relationship);
        if (service == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no relationship '" + relationship + "'; there are " + String.join(", ", all.keySet()));
        }
        JsonNode paused = change(services, service, relationship).path("paused");
        String reason = paused.path("reason").asText();
        spec.commandLine()
                .getOut()
                .println(relationship + " of " + service + ": "
                        + (paused.isMissingNode()
                                ? "not paused; what was put aside follows"
                                : "paused since " + paused.path("since").asText()
                                        + (reason.isEmpty() ? "" : ": " + reason)));
        return 0;
    }
}
