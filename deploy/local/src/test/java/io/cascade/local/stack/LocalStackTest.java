/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.host.LocalStackException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {

    private static final Path BINARIES = Path.of("target/postgres-binaries").toAbsolutePath();

    @TempDir
    private Path directory;

    private Path home;
    private Path data;

    @BeforeEach
    void makeProject() throws Exception {
        home = StubProject.in(directory.resolve("project"));
        data = directory.resolve("data");
    }

    @Test
    void keepsDataAndAddressesForTheNextStart() throws Exception {
        // Given
        Path stackFile = directory.resolve("stack.json");
        Files.createDirectories(home.resolve("contracts/schema"));
        Files.writeString(home.resolve("contracts/schema/parent-service.sql"), "CREATE TABLE parents (id bigint);");
        URI url;
        try (LocalStack stack = builder().stackFile(stackFile).start()) {
            RunningService parents = stack.service("parent-service");
            url = parents.url();
            assertThat(stack.services()).containsExactly("child-service", "parent-service");
            describes(stackFile, parents);
            showsMetrics(stackFile);
            execute(parents, "INSERT INTO parents VALUES (7)");

            // When
            long pid = parents.process().pid();
            parents.kill();
            parents.restart();

            // Then
            assertThat(parents.process().pid()).isNotEqualTo(pid);
            anotherStackOnTheSameDataIsRefused();
        }
        assertThat(stackFile).doesNotExist();
        assertThat(ourProcesses()).isEmpty();
        try (LocalStack stack = builder().start()) {
            assertThat(stack.service("parent-service").url()).isEqualTo(url);
            assertThat(number(stack.service("parent-service"), "SELECT id FROM parents"))
                    .isEqualTo(7);
        }
    }

    @Test
    void tellsWhyAServiceDidNotStart() {
        assertThatThrownBy(() -> builder()
                        .jvmOptions("child-service", "-Dstub.fails=true")
                        .start())
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("child-service ended with exit code 1")
                .hasMessageContaining("the stub has been told to fail");
        assertThat(ourProcesses()).isEmpty();
    }

    @Test
    void tellsWhereASchemaScriptIsWrong() throws Exception {
        // Given
        Path script = Files.createDirectories(home.resolve("contracts/schema")).resolve("child-service.sql");
        Files.writeString(script, "CREATE TABLE a (id bigint);\n\nCREATE TABLE b (\n  id nonsense\n);\n");

        // When // Then
        assertThatThrownBy(() -> builder().start())
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining(script + ":4: ")
                .hasMessageContaining("type \"nonsense\" does not exist");
    }

    @Test
    void namesATakenPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> builder()
                            .port("child-service", socket.getLocalPort())
                            .start())
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("Port " + socket.getLocalPort() + ", chosen for child-service, is taken");
        }
    }

    @Test
    void leavesAFolderAloneThatIsNotItsOwn() throws Exception {
        Files.createDirectories(data);
        Files.writeString(data.resolve("somebody.txt"), "mine");

        assertThatThrownBy(() -> builder().fresh(true).start())
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("no data directory of cascade");
        assertThat(data.resolve("somebody.txt")).exists();
    }

    private LocalStackBuilder builder() {
        return LocalStack.builder().home(home).data(data).postgresBinaries(BINARIES);
    }

    private void anotherStackOnTheSameDataIsRefused() {
        assertThatThrownBy(() -> builder().start())
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("Another cascade runs on " + data)
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }

    private static void describes(Path stackFile, RunningService service) throws Exception {
        JsonNode json = new ObjectMapper().readTree(Files.readString(stackFile));
        JsonNode described = json.path("services").path(service.name());
        assertThat(described.path("url").asText()).isEqualTo(service.url().toString());
        assertThat(described.path("password").asText()).isEqualTo(service.password());
        assertThat(json.path("kafka").path("bootstrapServers").asText()).startsWith("127.0.0.1:");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stackFile)))
                .isEqualTo("rw-------");
    }

    /** The series of this stack's own connectors; others may run in the same JVM. */
    private static void showsMetrics(Path stackFile) throws Exception {
        String url = new ObjectMapper()
                .readTree(Files.readString(stackFile))
                .at("/metrics/url")
                .asText();
        HttpResponse<String> metrics = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        assertThat(metrics.body())
                .contains("kafka_connect_task_status{connector=\"parent-service\",status=\"running\",task=\"0\"} 1.0")
                .containsPattern("debezium_connected\\{service=\"parent-service\",stack=\"\\w+\"} 1.0")
                .doesNotContain("_objectname");
    }

    private List<ProcessHandle> ourProcesses() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(data.toString()))
                        .isPresent())
                .toList();
    }

    private static void execute(RunningService service, String sql) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(service.jdbcUrl(), service.user(), service.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(RunningService service, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(service.superuserJdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
