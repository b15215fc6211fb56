/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.check;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.check.CheckedContracts;
import io.cascade.contracts.check.EventSchemaCheck;
import io.cascade.contracts.check.Finding;
import io.cascade.contracts.check.RelationshipGraph;
import io.cascade.local.contract.ContractFiles;
import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.contract.ServiceName;
import io.cascade.local.host.LocalStackException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Finds mistakes in contracts before a service refuses to start, or worse. */
@Command(
        name = "check",
        description = "Validates all contracts together, and with databases also against these.",
        footerHeading = "%nExit code: 0 without errors, 1 with errors, 2 for wrong options.%n%nExamples:%n",
        footer = {
            "  cascade check",
            "  cascade check --contracts contracts --baseline ../released/contracts --format json",
            "  cascade check --jdbc parent-service=jdbc:postgresql://localhost:5432/parents?user=parents",
            "  cascade check --graph mermaid > relationships.mmd"
        })
public final class CheckCommand implements Callable<Integer> {

    private enum Format {
        text,
        json
    }

    private enum Graph {
        mermaid,
        dot
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(
            names = "--contracts",
            paramLabel = "DIR",
            defaultValue = "${sys:cascade.home:-.}/contracts",
            description =
                    "What to check: relationships/*.yaml, or *.yaml, and events/*.schema.json. Default: the project's"
                            + " own contracts.")
    private Path contracts;

    @Option(
            names = "--jdbc",
            paramLabel = "SERVICE=URL",
            converter = {ServiceName.class, JdbcUrl.Converter.class},
            description =
                    "The database of a service, to be read as the owner of its tables: unknown tables and columns,"
                            + " types, missing indexes, NOT NULL columns, triggers that are missing or disabled. May be repeated.")
    private Map<String, JdbcUrl> databases = new LinkedHashMap<>();

    @Option(
            names = "--baseline",
            paramLabel = "DIR",
            description = "Contracts that are in use. Event schemas must not have changed incompatibly since.")
    private @Nullable Path baseline;

    @Option(
            names = "--graph",
            paramLabel = "FORMAT",
            description =
                    "Prints a picture of the relationships (${COMPLETION-CANDIDATES}) instead, and the findings to"
                            + " standard error.")
    private @Nullable Graph graph;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How to print findings: ${COMPLETION-CANDIDATES}. Default: text.")
    private Format format;

    /** Made by picocli. */
    public CheckCommand() {}

    @Override
    public Integer call() {
        CheckedContracts checked = CheckedContracts.of(sources());
        List<Finding> findings = new ArrayList<>(checked.findings());
        findings.addAll(eventFindings());
        checked.contracts()
                .ifPresent(read -> databases.forEach((service, url) -> {
                    requireKnown(service, read);
                    findings.addAll(new DatabaseFindings(read).of(service, url));
                }));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (graph != null) {
            checked.contracts().map(RelationshipGraph::new).ifPresent(picture -> {
                out.print(graph == Graph.dot ? picture.dot() : picture.mermaid());
                out.flush();
            });
        }
        FindingReport report = new FindingReport(findings);
        PrintWriter to = graph == null ? out : err;
        to.println(format == Format.json ? report.json() : report.text());
        if (checked.contracts().isEmpty()) {
            err.println("The relationships as a whole" + (databases.isEmpty() ? "" : " and the databases")
                    + " are checked when every file can be read.");
        }
        to.flush();
        err.flush();
        return report.hasErrors() ? 1 : 0;
    }

    private List<ContractSource> sources() {
        try {
            return ContractFiles.relationships(contracts);
        } catch (LocalStackException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Finding> eventFindings() {
        List<Finding> findings = new ArrayList<>();
        Path folder = contracts.resolve("events");
        Map<String, ContractSource> current = ContractFiles.eventSchemas(folder);
        if (Files.isDirectory(folder)) {
            findings.addAll(EventSchemaCheck.missing(current, folder.toString()));
        }
        if (baseline != null) {
            Map<String, ContractSource> before = ContractFiles.eventSchemas(ContractFiles.eventFolder(baseline));
            if (before.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There are no event schemas (*.schema.json) in " + baseline + " nor in its events");
            }
            findings.addAll(EventSchemaCheck.compare(before, current, folder.toString()));
        }
        return findings;
    }

    private void requireKnown(String service, Contracts read) {
        if (!read.services().contains(service)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--jdbc: no relationship names the service '" + service + "'; the contracts name "
                            + String.join(", ", read.services()));
        }
    }
}
