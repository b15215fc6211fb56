/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.sql.SqlCommand;
import io.cascade.local.testing.CommandRun;
import io.cascade.local.testing.ContractFixture;
import io.cascade.local.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final String ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY)";
    private static final String LINES = "CREATE TABLE lines (order_id bigint)";
    private static final String INDEX = "CREATE INDEX ON lines (order_id)";

    @TempDir
    private Path directory;

    @Test
    void theProjectsOwnContractsAreSound() {
        CommandRun run = check("--contracts", "../../contracts", "--baseline", "../../contracts");
        assertThat(run.out()).isEqualTo("No findings.\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aMalformedContractIsAnErrorWithItsPlaceAndRemedy() throws IOException {
        // Given
        ContractFixture.lines(directory, "EXPLODE");

        // When
        CommandRun run = check("--contracts", directory);

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith(
                        directory.resolve("relationships/lines.yaml") + ":10: error: OnDelete is 'EXPLODE' but must be")
                .contains("    Mend: ")
                .endsWith("1 error.\n");
        assertThat(run.err()).contains("are checked when every file can be read");
    }

    @Test
    void aTableThatDoesNotFitIsAnError() throws IOException {
        // Given
        ContractFixture.lines(directory, "SET NULL");
        TestDatabase shop = new TestDatabase("CREATE TABLE orders (id uuid PRIMARY KEY)");
        TestDatabase stock = new TestDatabase("CREATE TABLE lines (order_id bigint NOT NULL)", INDEX);

        // When
        CommandRun run =
                check("--contracts", directory, "--jdbc", "shop=" + shop.url(), "--jdbc", "stock=" + stock.url());

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "lines.yaml:1: error: Type mismatch: public.orders.\"id\" is uuid but the contract says bigint.")
                .contains(
                        "lines.yaml:1: error: Public.lines.\"order_id\" is NOT NULL, so onDelete: SET NULL could never be"
                                + " applied.\n    Mend: Drop the NOT NULL or choose another action.")
                .contains("Nothing is installed in the database of shop yet")
                .endsWith("2 errors, 2 info.\n");
    }

    @Test
    void aMissingIndexIsAnErrorAlsoForPrograms() throws IOException {
        // Given
        ContractFixture.lines(directory, "CASCADE");
        TestDatabase stock = new TestDatabase(LINES);

        // When
        CommandRun run = check("--contracts", directory, "--format", "json", "--jdbc", "stock=" + stock.url());

        // Then
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.path("errors").asInt()).isEqualTo(1);
        JsonNode finding = report.path("findings").get(0);
        assertThat(finding.path("severity").asText()).isEqualTo("error");
        assertThat(finding.path("line").asInt()).isEqualTo(1);
        assertThat(finding.path("why").asText()).startsWith("No index of public.lines starts with (order_id)");
        assertThat(finding.path("remedy").asText()).startsWith("Run CREATE INDEX CONCURRENTLY");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aParentThatEmitsNothingIsAWarning() throws IOException {
        // Given
        ContractFixture.lines(directory, "CASCADE");
        TestDatabase shop =
                new TestDatabase(ORDERS, "SELECT pg_create_logical_replication_slot('cascade_shop', 'pgoutput')");
        shop.sql(CommandRun.of(new SqlCommand(), "shop", "--contracts", directory)
                .out());

        // When
        CommandRun installed = check("--contracts", directory, "--jdbc", "shop=" + shop.url());
        shop.sql("DROP TRIGGER cascade_publish_deleted__public__orders__id ON orders");
        CommandRun silent = check("--contracts", directory, "--jdbc", "shop=" + shop.url());

        // Then
        shop.sql("SELECT pg_drop_replication_slot('cascade_shop')");
        assertThat(installed.out()).contains("warning: Nobody reads the replication slot cascade_shop", "1 warning.");
        assertThat(installed.exitCode()).isZero();
        assertThat(silent.out()).contains("warning: Public.orders does not emit what its relationships ask for");
    }

    @Test
    void deletingOrphansOfAColumnThatIsNeverNullIsWorthKnowing() throws IOException {
        // Given
        ContractFixture.lines(directory, "CASCADE\ndeleteOrphan: true");
        TestDatabase stock = new TestDatabase("CREATE TABLE lines (order_id bigint NOT NULL)", INDEX);

        // When
        CommandRun run = check("--contracts", directory, "--jdbc", "stock=" + stock.url());

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("lines.yaml:1: info: DeleteOrphan of 'lines' can never act, because order_id of public.lines"
                        + " is NOT NULL.\n    Mend: Drop the NOT NULL, or leave deleteOrphan out.");
    }

    @Test
    void missingOrphanTriggersAreAWarning() throws IOException {
        // Given
        ContractFixture.lines(directory, "CASCADE\ndeleteOrphan: true");
        TestDatabase stock = new TestDatabase(LINES, INDEX, "CREATE SCHEMA cascade");

        // When
        CommandRun run = check("--contracts", directory, "--jdbc", "stock=" + stock.url());

        // Then
        assertThat(run.out()).contains("warning: Public.lines does not treat orphans as 'lines' asks");
    }

    @Test
    void aDatabaseThatCannotBeReachedIsAnError() throws IOException {
        ContractFixture.lines(directory, "CASCADE");
        CommandRun run = check(
                "--contracts", directory, "--jdbc", "shop=jdbc:postgresql://127.0.0.1:1/none?user=u&password=secret");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("The database of shop cannot be checked").doesNotContain("secret");
    }

    @Test
    void theGraphIsAloneOnStandardOutput() throws IOException {
        ContractFixture.lines(directory, "CASCADE");
        CommandRun mermaid = check("--contracts", directory, "--graph", "mermaid");
        assertThat(mermaid.out()).startsWith("flowchart LR\n").endsWith("t0_0 -->|\"lines: CASCADE\"| t1_0\n");
        assertThat(mermaid.err()).isEqualTo("No findings.\n");
        assertThat(check("--contracts", directory, "--graph", "dot").out()).startsWith("digraph cascade {");
    }

    @Test
    void anIncompatibleEventSchemaIsAnError() throws IOException {
        // Given
        Path file = Files.createDirectories(
                        ContractFixture.lines(directory, "CASCADE").resolve("events"))
                .resolve("keys.deleted.v1.schema.json");
        Files.writeString(
                file,
                Files.readString(Path.of("../../contracts/events/keys.deleted.v1.schema.json"))
                        .replace("\"deletion\", \"keys\"]", "\"deletion\", \"keys\", \"reason\"]"));

        // When
        CommandRun run = check("--contracts", directory, "--baseline", "../../contracts");

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(file + ":7: error: The field 'reason' of the event is newly required")
                .contains("keys.deleted.v2.schema.json");
    }

    @Test
    void wrongOptionsAreToldApartFromWrongContracts() throws IOException {
        ContractFixture.lines(directory, "CASCADE");
        assertThat(check("--contracts", directory.resolve("nowhere"))).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("is no directory");
        });
        assertThat(check("--contracts", directory, "--jdbc", "shop=localhost")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("write jdbc:postgresql://HOST:PORT/DATABASE");
        });
        assertThat(check("--contracts", directory, "--jdbc", "shp=jdbc:postgresql:x"))
                .satisfies(run -> {
                    assertThat(run.exitCode()).isEqualTo(2);
                    assertThat(run.err()).contains("the contracts name shop, stock");
                });
        assertThat(check("--contracts", directory, "--baseline", directory)).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("There are no event schemas");
        });
    }

    private static CommandRun check(Object... arguments) {
        return CommandRun.of(new CheckCommand(), arguments);
    }
}
