/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.testing.CommandRun;
import io.cascade.local.testing.ContractFixture;
import io.cascade.local.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {

    @TempDir
    private Path directory;

    @Test
    void whatItPrintsInstallsAndUninstalls() throws IOException {
        // Given
        ContractFixture.lines(directory, "CASCADE");
        TestDatabase stock = new TestDatabase(
                "CREATE TABLE lines (order_id bigint)",
                "CREATE INDEX ON lines (order_id)",
                "SELECT pg_create_logical_replication_slot('cascade_stock', 'pgoutput')");

        // When / Then
        String install = sql("stock", "--contracts", directory).out();
        stock.sql(install, install);
        assertThat(stock.count("pg_constraint WHERE conname = 'lines'")).isOne();
        assertThat(stock.count("cascade.relationship WHERE name = 'lines'")).isOne();

        String uninstall = sql("stock", "--uninstall").out();
        stock.sql(uninstall, uninstall);
        assertThat(stock.count("pg_constraint WHERE conname = 'lines'")).isZero();
        assertThat(stock.count("pg_namespace WHERE nspname = 'cascade'")).isZero();
        assertThat(stock.count("pg_replication_slots WHERE slot_name = 'cascade_stock'"))
                .isZero();
        assertThat(stock.count("lines")).isZero();
    }

    @Test
    void theRolesThatAreNamedGetTheirRights() throws IOException {
        // Given
        ContractFixture.lines(directory, "CASCADE");
        TestDatabase stock = new TestDatabase(
                "CREATE TABLE lines (order_id bigint)",
                "CREATE INDEX ON lines (order_id)",
                "CREATE ROLE stock_app LOGIN",
                "CREATE ROLE stock_debezium LOGIN REPLICATION",
                "SELECT pg_create_logical_replication_slot('cascade_stock', 'pgoutput')");

        // When
        stock.sql(sql(
                        "stock",
                        "--contracts",
                        directory,
                        "--application-role",
                        "stock_app",
                        "--debezium-role",
                        "stock_debezium")
                .out());

        // Then
        String granted = "pg_class WHERE oid = '%s'::regclass AND has_table_privilege('%s', oid, '%s')";
        assertThat(stock.count(granted.formatted("lines", "stock_app", "INSERT")))
                .isOne();
        assertThat(stock.count(granted.formatted("cascade.outbox", "stock_app", "SELECT")))
                .isZero();
        assertThat(stock.count(granted.formatted("cascade.outbox", "stock_debezium", "SELECT")))
                .isOne();
        assertThat(stock.count(granted.formatted("lines", "stock_debezium", "SELECT")))
                .isZero();

        stock.sql(
                sql("stock", "--uninstall").out(),
                "DROP OWNED BY stock_app, stock_debezium",
                "DROP ROLE stock_app, stock_debezium");
    }

    @Test
    void anUnknownServiceIsToldTheKnownOnes() throws IOException {
        ContractFixture.lines(directory, "CASCADE");
        assertThat(sql("shpo", "--contracts", directory)).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("the contracts name shop, stock");
        });
        assertThat(sql("no'service", "--uninstall").exitCode()).isEqualTo(2);
    }

    private static CommandRun sql(Object... arguments) {
        return CommandRun.of(new SqlCommand(), arguments);
    }
}
