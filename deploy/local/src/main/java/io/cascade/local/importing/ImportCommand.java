/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.importing;

import io.cascade.contracts.ContractException;
import io.cascade.contracts.importing.ForeignKeyImport;
import io.cascade.contracts.importing.ImportPlan;
import io.cascade.contracts.importing.ServiceMap;
import io.cascade.contracts.importing.ServiceMapParser;
import io.cascade.local.contract.ContractFiles;
import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.host.LocalStackException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The first step of splitting a monolith: which foreign keys would be cut, and the contracts that replace them. */
@Command(
        name = "import",
        description =
                "Reads the foreign keys of a database that is to be split, and writes a contract for each that would"
                        + " cross from one service to another. The database is only read, and no file is overwritten without"
                        + " --force.",
        footerHeading = "%nThe map says which service is to own what; tables go before schemas:%n%n",
        footer = {
            "  services:",
            "    shop: {schemas: [public]}",
            "    stock: {schemas: [stock], tables: [public.lines]}",
            "",
            "Example:",
            "  cascade import --jdbc jdbc:postgresql://localhost:5432/monolith?user=me --map map.yaml --out contracts"
        })
public final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            required = true,
            converter = JdbcUrl.Converter.class,
            description = "The database. Any role will do that may connect.")
    private JdbcUrl database;

    @Option(names = "--map", paramLabel = "FILE", required = true, description = "The boundaries; see below.")
    private Path map;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where to write: into DIR/relationships, or beside the *.yaml files that DIR has.")
    private Path out;

    @Option(names = "--force", description = "Writes all contracts anew, over existing files of the same names.")
    private boolean force;

    /** Made by picocli. */
    public ImportCommand() {}

    @Override
    public Integer call() {
        ServiceMap services = services();
        ContractWriter writer = new ContractWriter(out, force);
        ImportPlan plan = plan(services, writer);
        writer.write(plan.contracts());
        print(plan, writer);
        return 0;
    }

    private ServiceMap services() {
        try {
            return ServiceMapParser.parse(ContractFiles.read(map));
        } catch (ContractException e) {
            throw new LocalStackException(
                    "The map is refused:\n"
                            + String.join(
                                    "\n",
                                    e.problems().stream().map(Object::toString).toList()),
                    e);
        }
    }

    private ImportPlan plan(ServiceMap services, ContractWriter writer) {
        try (Connection connection = DriverManager.getConnection(database.url())) {
            connection.setReadOnly(true);
            MonolithCatalog catalog = new MonolithCatalog(connection);
            List<String> unknown = services.unknown(catalog.tables());
            if (!unknown.isEmpty()) {
                throw new LocalStackException(map + " names what " + database + " does not have: "
                        + String.join(", ", unknown) + ". Quote names with capitals.");
            }
            return ForeignKeyImport.plan(services, catalog.foreignKeys(), writer.existing());
        } catch (SQLException e) {
            throw new LocalStackException("cannot read " + database + ": " + e.getMessage(), e);
        }
    }

    private void print(ImportPlan plan, ContractWriter writer) {
        PrintWriter to = spec.commandLine().getOut();
        plan.contracts().forEach(contract -> {
            to.println("written: " + writer.path(contract) + ", from " + contract.origin());
            contract.notes().forEach(note -> to.println("    but " + note + "."));
        });
        plan.declared()
                .forEach(relationship ->
                        to.println("there already: " + relationship.name() + " (" + relationship.source() + ")"));
        plan.rejected().forEach(rejected -> {
            to.println("not carried over: " + rejected.foreignKey());
            rejected.reasons().forEach(reason -> to.println("    because " + reason + "."));
        });
        to.println(plan.contracts().size() + " written, " + plan.declared().size() + " there already, "
                + plan.rejected().size() + " not carried over, " + plan.local()
                + " within one service. ./cascade check --contracts " + out + " tells more.");
        to.flush();
    }
}
