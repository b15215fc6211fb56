/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.sql;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.Contracts;
import io.cascade.engine.install.script.InstallScript;
import io.cascade.engine.install.script.UninstallScript;
import io.cascade.engine.role.Roles;
import io.cascade.local.contract.ContractFiles;
import io.cascade.local.host.LocalStackException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** For those who install by their own migrations. */
@Command(
        name = "sql",
        description =
                "Prints the SQL that a service runs in its database when it starts, for those who install by their own"
                        + " migrations. It may be run again and then changes nothing. A service that starts later finds its work"
                        + " done.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cascade sql parent-service > V42__cascade.sql",
            "  cascade sql child-service | psql -v ON_ERROR_STOP=1 children",
            "  cascade sql child-service --uninstall | psql -v ON_ERROR_STOP=1 children"
        })
public final class SqlCommand implements Callable<Integer> {

    private static final String SERVICE = "[a-z][a-z0-9-]{0,39}";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Parameters(paramLabel = "SERVICE", description = "The service's name in the contracts.")
    private String service;

    @Option(
            names = "--contracts",
            paramLabel = "DIR",
            defaultValue = "${sys:cascade.home:-.}/contracts",
            description = "Default: the project's own contracts.")
    private Path contracts;

    @Option(
            names = "--uninstall",
            description =
                    "Prints the SQL that takes everything out again, and leaves the service's tables and rows as they"
                            + " are. It needs no contracts.")
    private boolean uninstall;

    @Option(
            names = "--application-role",
            paramLabel = "ROLE",
            description =
                    "The role of the service's own code, if that is not the owner: it is given what it needs, and no more.")
    private @Nullable String applicationRole;

    @Option(names = "--debezium-role", paramLabel = "ROLE", description = "The connector's role, likewise.")
    private @Nullable String debeziumRole;

    /** Made by picocli. */
    public SqlCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(uninstall ? uninstallScript() : installScript());
        out.flush();
        return 0;
    }

    private String uninstallScript() {
        if (!service.matches(SERVICE)) {
            throw new ParameterException(spec.commandLine(), "'" + service + "' is no name of a service");
        }
        return new UninstallScript(service).render();
    }

    private String installScript() {
        Contracts read = read();
        if (!read.services().contains(service)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no relationship names the service '" + service + "'; the contracts name "
                            + String.join(", ", read.services()));
        }
        return new InstallScript(service, read, new Roles(applicationRole, debeziumRole)).render();
    }

    private Contracts read() {
        try {
            return Contracts.parse(ContractFiles.relationships(contracts));
        } catch (ContractException e) {
            throw new LocalStackException(e.getMessage() + "\n(./cascade check tells more.)", e);
        }
    }
}
