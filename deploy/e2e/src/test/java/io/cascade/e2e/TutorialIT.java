/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cascade.local.stack.ExternalService;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorials of engine/README.md and dev mode, on one stack that leaves both services to their developers. */
class TutorialIT {

    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Path EXAMPLES = HOME.resolve("deploy/examples");

    @TempDir
    private static Path shared;

    private static LocalStack stack;

    @TempDir
    private Path temp;

    private final Database customers = customers();
    private final ExternalService orderService = stack.external("order-service");
    private final ExternalService billingService = stack.external("billing-service");
    private final Api orders = new Api(orderService.url());

    @BeforeAll
    static void startStack() {
        stack = LocalStack.builder()
                .contracts(EXAMPLES.resolve("contracts"))
                .without("order-service")
                .without("billing-service")
                .stackFile(shared.resolve(".cascade/stack.json"))
                .start();
    }

    @AfterAll
    static void stopStack() {
        stack.close();
    }

    @Test
    void theQuarkusServiceLosesTheOrdersOfADeletedCustomer() {
        try (Program service = runJar("deploy/examples/order-service", orderService)) {
            ordersFollowTheirCustomer(100, service);
        }
    }

    @Test
    void theSqlAlchemyServiceLosesTheInvoicesOfADeletedCustomer() throws Exception {
        // Given
        String python = PythonTools.find();
        assumeTrue(python != null, "needs python3 with sqlalchemy, alembic and psycopg2");
        Path service = DirectoryCopy.of(EXAMPLES.resolve("billing-service"), temp.resolve("billing-service"));
        Path script = service.resolve("migrations/versions/cascade.sql");
        Program sql = Program.start(
                HOME,
                script,
                Map.of(),
                Program.java(),
                "-jar",
                HOME.resolve("deploy/local/target/cascade-local-cli.jar").toString(),
                "sql",
                "billing-service",
                "--contracts",
                EXAMPLES.resolve("contracts").toString());
        assertThat(sql.exitCode()).as(sql.text()).isZero();
        assertThat(python(python, service, "-m", "alembic", "upgrade", "head")).isEqualTo("0");
        Database database = new Database(billingService.jdbcUrl(), billingService.user(), billingService.password());
        assertThat(database.count("pg_replication_slots WHERE slot_name = 'cascade_billing_service'"))
                .isEqualTo(1);
        assertThat(database.values("SELECT confrelid::regclass FROM pg_constraint WHERE contype = 'f'"
                        + " AND conrelid = 'invoices'::regclass"))
                .containsExactly("cascade.customer_service__customers__id");

        try (Program runner = runJar("child-service", billingService)) {
            eventually().until(billingService::streams);
            customers.run("INSERT INTO customers VALUES (200, 'Ada'), (201, 'Bo')");
            eventually().until(() -> python(python, service, "billing.py", "add", "200")
                    .equals("0"));
            eventually().until(() -> python(python, service, "billing.py", "add", "201")
                    .equals("0"));
            assertThat(python(python, service, "billing.py", "add", "299")).isEqualTo("1 23503");
            assertThat(python(python, service, "billing.py", "count", "200")).isEqualTo("0 1 2");

            // When
            customers.run("DELETE FROM customers WHERE id = 200");

            // Then
            eventually().until(() -> python(python, service, "billing.py", "count", "200")
                    .equals("0 0 0"));
            assertThat(python(python, service, "billing.py", "count", "201")).isEqualTo("0 1 2");
            assertThat(runner.process().isAlive()).isTrue();
        }
    }

    @Test
    void inDevModeTheServiceFindsTheStackAndReloadsWithoutALossOrALeak() throws Exception {
        // Given
        DevMode.copyModules(HOME, shared);
        try (DevMode service = DevMode.start(shared, "deploy/examples/order-service", temp.resolve("dev.log"))) {
            ordersFollowTheirCustomer(300, service.program());
            assertThat(service.program().text())
                    .contains("This is order-service of the local stack at " + shared.resolve(".cascade/stack.json"))
                    .doesNotContain(orderService.password());

            // When
            service.edit("UnknownCustomer.java", "There is no such customer", "Nobody has that number");

            // Then
            eventually().ignoreExceptions().until(() -> order(399).text().equals("Nobody has that number"));
            ordersFollowTheirCustomer(310, service.program());
            assertThat(service.engines()).isEqualTo(1);
        }
    }

    private void ordersFollowTheirCustomer(int customer, Program service) {
        int other = customer + 1;
        eventually()
                .ignoreExceptions()
                .until(() -> orders.get("/q/health/ready").status() == 200);
        eventually().until(orderService::streams);
        customers.run("INSERT INTO customers VALUES (%d, 'Ada'), (%d, 'Bo')".formatted(customer, other));
        eventually().until(() -> order(customer).status() == 201);
        eventually().until(() -> order(other).status() == 201);
        assertThat(order(customer + 9).status()).as(service.text()).isEqualTo(409);
        assertThat(ordersOf(customer)).isEqualTo(1);

        customers.run("DELETE FROM customers WHERE id = " + customer);

        eventually().until(() -> ordersOf(customer) == 0);
        assertThat(ordersOf(other)).isEqualTo(1);
        assertThat(order(customer).status()).isEqualTo(409);
    }

    private Api.Answer order(int customer) {
        return orders.post("/orders", "{\"customerId\": %d}".formatted(customer));
    }

    private int ordersOf(int customer) {
        return orders.get("/orders?customerId=" + customer).json().size();
    }

    private Program runJar(String module, ExternalService service) {
        return Program.start(
                temp,
                temp.resolve(service.name() + ".log"),
                service.environment(),
                Program.java(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-jar",
                HOME.resolve(module)
                        .resolve("target/quarkus-app/quarkus-run.jar")
                        .toString());
    }

    /** Exit code and output. */
    private String python(String python, Path directory, String... arguments) throws IOException, InterruptedException {
        String url = "postgresql://%s:%s@%s"
                .formatted(
                        billingService.user(),
                        billingService.password(),
                        billingService.jdbcUrl().replaceFirst(".*//", ""));
        Path output = Files.createTempFile(temp, "python", ".out");
        String[] command = new String[arguments.length + 1];
        command[0] = python;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Program program = Program.start(directory, output, Map.of("DATABASE_URL", url), command);
        return (program.exitCode() + " " + program.text()).strip();
    }

    private static Database customers() {
        RunningService service = stack.service("customer-service");
        return new Database(service.jdbcUrl(), service.user(), service.password());
    }
}
