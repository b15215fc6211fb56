/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalServiceTest {

    private static final Path BINARIES = Path.of("target/postgres-binaries").toAbsolutePath();

    private final List<String> steps = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private Path home;
    private Path stackFile;
    private @Nullable Process developers;

    @BeforeEach
    void makeProject() throws Exception {
        home = StubProject.in(directory.resolve("project"));
        stackFile = directory.resolve("stack.json");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (developers != null) {
            developers.destroyForcibly().waitFor();
        }
    }

    @Test
    void aServiceThatSomebodyElseRunsIsFoundWheneverItRuns() throws Exception {
        // Given
        Files.delete(home.resolve("parent-service/target/quarkus-app/quarkus-run.jar"));
        Files.createDirectories(home.resolve("contracts/schema"));
        Files.writeString(home.resolve("contracts/schema/parent-service.sql"), "CREATE TABLE parents (id bigint);");
        URI url;
        try (LocalStack stack = builder().start()) {
            assertThat(stack.services()).containsExactly("child-service");
            assertThat(stack.external()).containsExactly("parent-service");
            ExternalService parents = stack.external("parent-service");
            url = parents.url();
            execute(parents, "INSERT INTO parents VALUES (7)");
            describes(parents);
            assertThat(parents.streams()).isFalse();

            // When
            run(parents);

            // Then
            eventually("outbox streams");
            eventually("listens on " + url);
            assertThat(parents.streams()).isTrue();
            end();
            eventually("is away");
            steps.clear();
            run(parents);
            eventually("listens on " + url);
            steps.clear();
        }
        try (LocalStack next = builder().start()) {
            assertThat(next.external("parent-service").url()).isEqualTo(url);
            eventually("listens on " + url);
            eventually("outbox streams");
        }
    }

    @Test
    void namesTheServicesWhenAskedToGoWithoutOneThatDoesNotExist() {
        assertThatThrownBy(() -> builder().without("parents").start())
                .isInstanceOf(LocalStackException.class)
                .hasMessage("There is no parents to go without, only child-service, parent-service.");
    }

    private LocalStackBuilder builder() {
        return LocalStack.builder()
                .home(home)
                .data(directory.resolve("data"))
                .postgresBinaries(BINARIES)
                .stackFile(stackFile)
                .without("parent-service")
                .progress((part, step) -> {
                    if (part.equals("parent-service")) {
                        steps.add(step);
                    }
                });
    }

    private void eventually(String step) {
        await(step).atMost(Duration.ofSeconds(60)).until(() -> steps.contains(step));
    }

    private void describes(ExternalService service) throws Exception {
        JsonNode json = new ObjectMapper().readTree(Files.readString(stackFile));
        assertThat(json.at("/services/child-service/external").asBoolean()).isFalse();
        assertThat(json.at("/peers").asText()).contains("parent-service=" + service.url());
        assertThat(json.at("/contracts").asText())
                .isEqualTo(home.resolve("contracts").toString());
        JsonNode described = json.at("/services/parent-service");
        assertThat(described.path("external").asBoolean()).isTrue();
        assertThat(described.path("url").asText()).isEqualTo(service.url().toString());
        assertThat(described.at("/environment/QUARKUS_HTTP_PORT").asText())
                .isEqualTo(Integer.toString(service.url().getPort()));
        assertThat(described.at("/environment/CASCADE_PEERS").asText()).contains("child-service=http://127.0.0.1:");
        assertThat(described.at("/environment/KAFKA_BOOTSTRAP_SERVERS").asText())
                .isEqualTo(json.at("/kafka/bootstrapServers").asText());
    }

    private static void execute(ExternalService service, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(service.jdbcUrl(), service.user(), service.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As the developer would. */
    private void run(ExternalService service) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                home.resolve("child-service/target/quarkus-app/quarkus-run.jar").toString());
        builder.environment().putAll(service.environment());
        developers = builder.inheritIO().start();
    }
}
