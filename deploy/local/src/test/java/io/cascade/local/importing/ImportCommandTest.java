/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.local.contract.ContractFiles;
import io.cascade.local.testing.CommandRun;
import io.cascade.local.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    private static final TestDatabase MONOLITH = new TestDatabase(
            "CREATE SCHEMA \"Stock\"",
            "CREATE TABLE orders (id bigint PRIMARY KEY, code text UNIQUE, price numeric UNIQUE)",
            "CREATE TABLE tenants (region varchar(9), nr integer, at timestamp(3), PRIMARY KEY (nr, region, at))",
            "CREATE TABLE bills (order_id bigint REFERENCES orders ON DELETE CASCADE)",
            "CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY LIST (id)",
            "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
            "CREATE TABLE \"Stock\".lines (order_id bigint CONSTRAINT \"Lines of Order\" REFERENCES orders ON DELETE CASCADE"
                    + " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TABLE \"Stock\".\"Li nes\" (r varchar, n integer, t timestamp, code text DEFAULT 'x', price numeric, small"
                    + " integer, part bigint)",
            "ALTER TABLE \"Stock\".\"Li nes\" ADD CONSTRAINT tenant FOREIGN KEY (n, r, t) REFERENCES tenants (nr, region, at)"
                    + " MATCH SIMPLE ON DELETE SET NULL (r, t)",
            "ALTER TABLE \"Stock\".\"Li nes\" ADD CONSTRAINT code FOREIGN KEY (code) REFERENCES orders (code)"
                    + " ON DELETE SET DEFAULT NOT VALID",
            "ALTER TABLE \"Stock\".\"Li nes\" ADD CONSTRAINT price FOREIGN KEY (price) REFERENCES orders (price) ON DELETE CASCADE",
            "ALTER TABLE \"Stock\".\"Li nes\" ADD CONSTRAINT small FOREIGN KEY (small) REFERENCES orders (id) ON DELETE CASCADE",
            "ALTER TABLE \"Stock\".\"Li nes\" ADD CONSTRAINT part FOREIGN KEY (part) REFERENCES parts (id) ON DELETE CASCADE",
            "ALTER TABLE \"Stock\".\"Li nes\" ADD CONSTRAINT unenforced FOREIGN KEY (part) REFERENCES orders (id) NOT ENFORCED",
            "CREATE TABLE \"Stock\".divided (order_id bigint REFERENCES orders ON DELETE CASCADE) PARTITION BY LIST (order_id)",
            "CREATE TABLE \"Stock\".divided_1 PARTITION OF \"Stock\".divided FOR VALUES IN (1)");

    @TempDir
    private Path directory;

    private Path map;
    private Path out;

    @BeforeEach
    void writeMap() throws IOException {
        out = directory.resolve("contracts");
        map = Files.writeString(
                directory.resolve("map.yaml"),
                "services:\n  shop: {schemas: [public]}\n  stock: {schemas: ['\"Stock\"']}\n");
    }

    @Test
    void foreignKeysThatCrossABoundaryBecomeContracts() {
        // When
        CommandRun run = runImport();

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(relationship("tenant")).satisfies(tenant -> {
            assertThat(tenant.parent().keyColumns()).containsExactly("nr", "region", "at");
            assertThat(tenant.child().table()).isEqualTo(new TableName("Stock", "Li nes"));
            assertThat(tenant.child().columns()).containsExactly("n", "r", "t");
            assertThat(tenant.onDelete()).isEqualTo(OnDelete.SET_NULL);
            assertThat(tenant.setColumns()).containsExactlyInAnyOrder("r", "t");
        });
        assertThat(relationship("code").onDelete()).isEqualTo(OnDelete.SET_DEFAULT);
        assertThat(relationship("lines-of-order").onDelete()).isEqualTo(OnDelete.CASCADE);
        assertThat(contracts().relationships())
                .extracting(Relationship::name)
                .containsExactlyInAnyOrder("code", "divided_order_id_fkey", "lines-of-order", "tenant");
    }

    @Test
    void whatCannotBeCarriedOverIsToldWithItsReason() {
        assertThat(runImport().out())
                .contains("not carried over: price of Stock.Li nes\n    because price of public.orders is numeric")
                .contains(
                        "not carried over: small of Stock.Li nes\n    because small is integer but refers to a bigint")
                .contains("not carried over: part of Stock.Li nes\n    because public.parts is partitioned")
                .contains("not carried over: unenforced of Stock.Li nes", "    because it is NOT ENFORCED")
                .contains("    but ON UPDATE CASCADE is not carried over", "    but DEFERRABLE is not carried over")
                .contains("    but it is NOT VALID", "    but its name became 'lines-of-order'")
                .contains("4 written, 0 there already, 4 not carried over, 1 within one service.");
    }

    @Test
    void importingAgainLeavesWhatIsThereAlone() throws IOException {
        // Given
        runImport();
        Path file = out.resolve("relationships/tenant.yaml");
        Files.writeString(file, Files.readString(file).replace("name: tenant", "name: chosen-name"));

        // When
        CommandRun again = runImport();

        // Then
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("there already: chosen-name", "0 written, 4 there already");
        assertThat(Files.readString(file)).contains("name: chosen-name");
    }

    @Test
    void aFileThatIsInTheWayIsOverwrittenOnlyByForce() throws IOException {
        // Given
        Path file = Files.createDirectories(out.resolve("relationships")).resolve("tenant.yaml");
        runImport();
        String imported = Files.readString(file);
        String other =
                imported.replace("name: tenant", "name: other").replace("columns: [n, r, t]", "columns: [x, r, t]");
        Files.writeString(file, other);

        // When / Then
        CommandRun refused = runImport();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Nothing is written, because these files exist")
                .contains(file.toString());
        assertThat(Files.readString(file)).isEqualTo(other);

        assertThat(runImport("--force").exitCode()).isZero();
        assertThat(Files.readString(file)).isEqualTo(imported);
    }

    @Test
    void aMapThatDoesNotFitIsRefused() throws IOException {
        Files.writeString(map, "services:\n  shop: {schemas: [public]}\n  stock: {schemas: [Stock], tables: [line]}\n");
        assertThat(runImport().err()).contains("does not have: schema stock, table public.line.");
        Files.writeString(map, "services:\n  shop: {schema: [public]}\n");
        assertThat(runImport().err()).contains("map.yaml:2: unknown setting 'schema'");
        assertThat(out).doesNotExist();
    }

    private CommandRun runImport(String... more) {
        Object[] arguments = {"--jdbc", MONOLITH.url(), "--map", map, "--out", out};
        return more.length == 0
                ? CommandRun.of(new ImportCommand(), arguments)
                : CommandRun.of(new ImportCommand(), "--jdbc", MONOLITH.url(), "--map", map, "--out", out, more[0]);
    }

    private Relationship relationship(String name) {
        return contracts().relationships().stream()
                .filter(relationship -> relationship.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Contracts contracts() {
        return Contracts.parse(ContractFiles.relationships(out));
    }
}
