/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.cascade.local.testing.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a service that is made up; the real ones are asked end to end. */
class DeletionsCommandTest {

    private static final String ID = "3f2b8c1e-5d4a-4c9b-8a7e-6f1d2c3b4a59";

    @TempDir
    private Path temp;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] body = (answer == null ? "{\"detail\":\"nothing here\"}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        answers.put(
                "/services",
                """
                {"items": [{"name": "parent-service", "publishes": ["children-parent"]},
                           {"name": "child-service", "publishes": ["grandchildren-child"]},
                           {"name": "grandchild-service", "publishes": []}]}
                """);
        answers.put("/services/parent-service/deletions?limit=100", "{\"items\": [" + parents("running") + "]}");
        answers.put("/services/child-service/deletions?limit=100", "{\"items\": [" + children("running") + "]}");
        answers.put("/services/parent-service/deletions/" + ID, parents("running"));
        answers.put("/services/child-service/deletions/" + ID, children("running"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aTokenIsShownWithEachRequestIfThereIsAFileOfOne() throws IOException {
        // Given
        Path token = Files.writeString(temp.resolve("token"), "abc.d-f.g_i\n");

        // When
        CommandRun run = CommandRun.of(new DeletionsCommand(), "--url", url, "--token-file", token.toString());

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(authorizations).hasSizeGreaterThan(2).containsOnly("Bearer abc.d-f.g_i");
    }

    @Test
    void aFileWithoutATokenIsAnErrorThatDoesNotQuoteIt() throws IOException {
        // Given
        Path token = Files.writeString(temp.resolve("token"), "a secret, but no token");

        // When
        CommandRun run = CommandRun.of(new DeletionsCommand(), "--url", url, "--token-file", token.toString());

        // Then
        assertError(run, 1, token + " holds no token");
        assertThat(run.err()).doesNotContain("secret");
        assertError(
                CommandRun.of(new DeletionsCommand(), "--url", url, "--token-file", token + ".none"), 1, "cannot read");
    }

    @Test
    void aDeletionIsOneLineWhereItBeganWithTheLevelsBelow() {
        // When
        CommandRun run = CommandRun.of(new DeletionsCommand(), "--url", url);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.out().lines().toList().get(1))
                .containsSubsequence(
                        "running",
                        "parent-service",
                        "public.parents",
                        "2",
                        "7",
                        "children-parent 1/1 > grandchildren-child 0/2",
                        ID);
    }

    @Test
    void oneDeletionIsATree() {
        // When
        CommandRun run = CommandRun.of(new DeletionsCommand(), "--url", url, ID);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .startsWith("deletion " + ID + ": running")
                .contains(
                        "parent-service",
                        "│  public.parents: 2 keys",
                        "└─ children-parent, child-service public.children: 1/1 events, 3 rows, 42 ms, applied",
                        "   └─ grandchildren-child, grandchild-service public.grandchildren: 0/2 events, 1 row, running");
    }

    @Test
    void theStackIsFoundByItsFileAndASilentServiceIsPassedOver() throws IOException {
        // Given
        Path file = temp.resolve("stack.json");
        Files.writeString(
                file,
                """
                {"services": {"child-service": {"url": "http://127.0.0.1:1"}, "parent-service": {"url": "%s"}}}
                """
                        .formatted(url));

        // When
        CommandRun run = CommandRun.of(new DeletionsCommand(), "--stack", file);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(ID);
    }

    @Test
    void watchingOneEndsWithItsEndAndSaysWhetherThatIsGood() {
        // Given
        answers.put("/services/parent-service/deletions/" + ID, parents("settled"));

        // Then
        assertThat(CommandRun.of(new DeletionsCommand(), "--url", url, "--watch", ID)
                        .exitCode())
                .isZero();
        answers.put("/services/parent-service/deletions/" + ID, parents("failed"));
        assertThat(CommandRun.of(new DeletionsCommand(), "--url", url, "--watch", ID)
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void watchingWithoutATerminalPrintsOnlyWhatIsNew() {
        // Given
        java.io.StringWriter out = new java.io.StringWriter();
        Screen screen = new Screen(new java.io.PrintWriter(out), false);

        // When
        screen.show(java.util.List.of("head", "a 0/1"));
        screen.show(java.util.List.of("head", "b 0/1", "a 0/1"));
        screen.show(java.util.List.of("head", "b 0/1", "a 1/1"));

        // Then
        assertThat(out.toString().lines()).containsExactly("head", "a 0/1", "b 0/1", "a 1/1");
    }

    @Test
    void whatIsWrongIsToldInWords() {
        assertError(CommandRun.of(new DeletionsCommand(), "--stack", temp.resolve("none")), 1, "./cascade up");
        assertError(CommandRun.of(new DeletionsCommand(), "--url", "http://127.0.0.1:1"), 1, "http://127.0.0.1:1");
        assertError(CommandRun.of(new DeletionsCommand(), "--state", "pending"), 2, "settled");
        assertError(CommandRun.of(new DeletionsCommand(), "--limit", "0"), 2, "1 to 1000");
        assertError(CommandRun.of(new DeletionsCommand(), "not-an-id"), 2, "not-an-id");
        assertError(CommandRun.of(new DeletionsCommand(), "--url", url, "--service", "shop"), 2, "parent-service");
        assertError(
                CommandRun.of(new DeletionsCommand(), "--url", url, "00000000-0000-0000-0000-000000000000"),
                1,
                "no service knows");
    }

    private static void assertError(CommandRun run, int exitCode, String words) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains(words);
    }

    private static String parents(String state) {
        return """
                {"id": "%s", "state": "%s", "createdAt": "2026-01-01T00:00:00Z", "origin": "api", "requestedBy": "me",
                 "tables": [{"table": "public.parents", "keys": 2}], "keys": 2, "rows": 7,
                 "relationships": [{"name": "children-parent", "state": "applied", "events": 1, "eventsSettled": 1, "rows": 3,
                    "lagMillis": 42, "child": {"service": "child-service", "table": "public.children"},
                    "deletion": "/services/child-service/deletions/%s"}]}
                """
                .formatted(ID, state, ID);
    }

    private static String children(String state) {
        return """
                {"id": "%s", "state": "%s", "createdAt": "2026-01-01T00:00:01Z", "origin": "children-parent", "requestedBy": "me",
                 "tables": [{"table": "public.children", "keys": 3}], "keys": 3, "rows": 1,
                 "relationships": [{"name": "grandchildren-child", "state": "running", "events": 2, "eventsSettled": 0, "rows": 1,
                    "child": {"service": "grandchild-service", "table": "public.grandchildren"}}]}
                """
                .formatted(ID, state);
    }
}
