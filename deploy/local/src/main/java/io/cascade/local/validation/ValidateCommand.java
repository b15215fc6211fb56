/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.validation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cascade.local.deletions.Services;
import io.cascade.local.deletions.SystemOptions;
import io.cascade.local.host.LocalStackException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks for drift, and mends it if that is asked for. */
@Command(
        name = "validate",
        description = {
            "Compares the key replicas of all services with the parents' keys.",
            "What is only on its way is no drift: keys that differ are looked at again when all events until then have arrived."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cascade validate",
            "  cascade validate --relationship children-parent --repair",
            "  cascade validate --url https://parents.example.com --token-file token --json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no drift",
            "1:drift was found, mended or not",
            "2:it could not be told, wrong options included"
        })
public final class ValidateCommand implements Callable<Integer> {

    private static final int COULD_NOT_TELL = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(
            names = "--relationship",
            paramLabel = "NAME",
            description = "Only this one; may be given several times. Default: all.")
    private List<String> relationships = new ArrayList<>();

    @Option(
            names = "--repair",
            description = "Mends what differs: a missing key is added, and a surplus one goes with its children, as the"
                    + " relationship's onDelete says. Each is asked for again before.")
    private boolean repair;

    @Option(names = "--json", description = "Prints the results as one JSON document, without progress.")
    private boolean json;

    @Mixin
    private final SystemOptions.Operator system = new SystemOptions.Operator();

    /** Made by picocli. */
    public ValidateCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try {
            return validate();
        } catch (LocalStackException e) {
            spec.commandLine().getErr().println("cascade: " + e.getMessage());
            return COULD_NOT_TELL;
        }
    }

    private int validate() throws InterruptedException {
        Services services = system.services();
        Map<String, String> all = services.subscribing();
        for (String name : relationships) {
            if (!all.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no relationship '" + name + "'; there are " + String.join(", ", all.keySet()));
            }
        }
        if (!relationships.isEmpty()) {
            all.keySet().retainAll(relationships);
        }
        PrintWriter out = spec.commandLine().getOut();
        Validations validations = new Validations(
                services,
                repair,
                json
                        ? line -> {}
                        : line -> {
                            out.println(line);
                            out.flush();
                        });
        List<Result> results = validations.run(all);
        if (json) {
            ArrayNode items = JSON.createArrayNode();
            results.forEach(result -> items.add(result.json()));
            out.println(JSON.createObjectNode().set("items", items).toPrettyString());
        }
        return results.stream().anyMatch(Result::drift)
                ? 1
                : results.stream().allMatch(Result::told) ? 0 : COULD_NOT_TELL;
    }
}
