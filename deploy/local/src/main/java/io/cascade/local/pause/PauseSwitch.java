/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.pause;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.deletions.Services;
import io.cascade.local.deletions.SystemOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final SystemOptions.Operator system = new SystemOptions.Operator();

    /** Returns how the relationship is afterwards. */
    abstract JsonNode change(Services services, String service, String name);

    @Override
    public Integer call() {
        Services services = system.services();
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
