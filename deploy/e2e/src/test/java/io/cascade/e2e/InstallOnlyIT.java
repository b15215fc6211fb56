/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.host.Ports;
import io.cascade.local.host.Secrets;
import io.cascade.local.postgres.DatabaseInstaller;
import io.cascade.local.postgres.PostgresOptions;
import io.cascade.local.postgres.PostgresServer;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.testkit.StackCondition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an init container does, on a database that is empty. */
@ExtendWith({StackCondition.class, Family.class})
class InstallOnlyIT {

    private static final String SERVICE = "parent-service";
    private static final Path HOME = Path.of("../..");

    @TempDir
    private Path temp;

    @Test
    void installsAllThatTheServiceNeedsAndEndsWithoutAnError(Stack stack) throws Exception {
        try (PostgresServer postgres = postgres()) {
            // Given
            ServiceDatabase database =
                    new DatabaseInstaller(postgres.address()).install(SERVICE, role -> "secret", Optional.empty());
            Map<String, String> environment = Map.of(
                    "CASCADE_INSTALL", "only",
                    "CASCADE_CONTRACTS", HOME.resolve("contracts").toRealPath().toString(),
                    "KAFKA_BOOTSTRAP_SERVERS", stack.running().bootstrapServers(),
                    "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl(),
                    "QUARKUS_DATASOURCE_PASSWORD", database.password());

            // When
            String first = run(environment);
            String second = run(environment);

            // Then
            assertThat(first).contains("Everything that the service needs is installed");
            assertThat(first).doesNotContain("ERROR").doesNotContain("Listening on");
            assertThat(second).contains("Everything that the service needs is installed");
            Database installed = new Database(database.jdbcUrl(), database.user(), database.password());
            assertThat(installed.count("parents")).isZero();
            assertThat(installed.count("pg_trigger WHERE tgrelid = 'parents'::regclass AND tgname LIKE 'cascade_%'"))
                    .isEqualTo(4);
            assertThat(installed.count("pg_publication WHERE pubname = 'cascade_outbox'"))
                    .isOne();
            assertThat(installed.count("pg_replication_slots WHERE slot_name = 'cascade_parent_service' AND failover"))
                    .isOne();
        }
    }

    private PostgresServer postgres() {
        Ports ports = new Ports(Map.of(), temp.resolve("ports.properties"));
        return PostgresServer.start(
                new PostgresOptions(
                        temp.resolve("postgres"),
                        ports.assign("postgres"),
                        new Secrets(temp.resolve("secrets.properties")).password("postgres"),
                        temp.resolve("postgres.log")),
                Path.of("target/postgres-binaries").toAbsolutePath());
    }

    private String run(Map<String, String> environment) throws Exception {
        Path log = temp.resolve("install.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        HOME.resolve("parent-service/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends: %s", log)
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
