/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.cascade.local.testing.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On services that are made up; the real ones are asked end to end. */
class ValidateCommandTest {

    private final Map<String, String> results = new ConcurrentHashMap<>();
    private final List<String> started = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            String answer = "{\"detail\":\"nothing here\"}";
            int status = 404;
            if (path.equals("/services")) {
                answer =
                        "{\"items\": [{\"name\": \"a\", \"subscribes\": []}, {\"name\": \"b\", \"subscribes\": [\"r\"]},"
                                + " {\"name\": \"c\", \"subscribes\": [\"s\"]}]}";
                status = 200;
            } else if (path.contains("/validation")) {
                boolean post = exchange.getRequestMethod().equals("POST");
                if (post) {
                    started.add(path);
                }
                answer = results.get(path.replaceAll(".*/relationships/(\\w+)/.*", "$1"));
                status = answer.startsWith("{\"detail") ? 503 : post ? 202 : 200;
            }
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        results.put("r", validation("r", "done", 0, 0, 0));
        results.put("s", validation("s", "done", 0, 0, 0));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void withoutDriftItSaysAsOfWhenAndEndsWithZero() {
        // When
        CommandRun run = CommandRun.of(new ValidateCommand(), "--url", url);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "r: no drift among 1000 keys, proven as of 2026-01-01T00:00:00Z (0/1A)",
                        "s: no drift among 1000 keys, proven as of 2026-01-01T00:00:00Z (0/1A)");
        assertThat(started)
                .containsExactly(
                        "/services/b/relationships/r/validation?repair=false",
                        "/services/c/relationships/s/validation?repair=false");
    }

    @Test
    void driftIsSplitIntoItsKindsAndEndsWithOne() {
        // Given
        results.put("s", validation("s", "done", 2, 3, 0));

        // When
        CommandRun run = CommandRun.of(new ValidateCommand(), "--url", url, "--relationship", "s", "--repair");

        // Then
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.out().lines())
                .containsExactly(
                        "s: 5 keys differ of 1000, proven as of 2026-01-01T00:00:00Z (0/1A)",
                        "  2 missing in the replica",
                        "  3 surplus in the replica, their children are orphans");
        assertThat(started).containsExactly("/services/c/relationships/s/validation?repair=true");
    }

    @Test
    void whatCannotBeToldEndsWithTwo() {
        // Given
        results.put("r", validation("r", "unanswered", 0, 0, 0));

        // When
        CommandRun run = CommandRun.of(new ValidateCommand(), "--url", url);

        // Then
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).contains("r: could not tell: nobody is there", "s: no drift");
    }

    @Test
    void keysThatChangedEachTimeAreNotTold() {
        // Given
        results.put("r", validation("r", "done", 0, 0, 4));

        // When
        CommandRun run = CommandRun.of(new ValidateCommand(), "--url", url);

        // Then
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).contains("  4 keys changed each time that they were looked at; try again");
    }

    @Test
    void aServiceWithoutAnAnswerIsNotTold() {
        // Given
        results.put("r", "{\"detail\": \"b cannot be reached\"}");

        // When
        CommandRun run = CommandRun.of(new ValidateCommand(), "--url", url, "--json");

        // Then
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        JsonNode items = read(run.out()).path("items");
        assertThat(items).hasSize(2);
        assertThat(items.get(0).path("state").asText()).isEqualTo("unanswered");
        assertThat(items.get(0).path("reason").asText()).contains("b cannot be reached");
        assertThat(items.get(1).path("compared").asLong()).isEqualTo(1000);
        assertThat(items.get(1).path("service").asText()).isEqualTo("c");
    }

    @Test
    void anUnknownRelationshipIsRefusedWithTheNamesThatThereAre() {
        // When
        CommandRun run = CommandRun.of(new ValidateCommand(), "--url", url, "--relationship", "x");

        // Then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no relationship 'x'; there are r, s");
        assertThat(started).isEmpty();
    }

    @Test
    void withoutAnyServiceNothingCanBeTold() {
        // When
        CommandRun run = CommandRun.of(new ValidateCommand(), "--stack", "nowhere/stack.json");

        // Then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no local stack runs");
    }

    private static String validation(String name, String state, int missing, int surplus, int undecided) {
        return """
                {"relationship": "%s", "state": "%s", "phase": "done", "compared": 1000, "missing": %d, "surplus": %d,
                 "orphans": 0, "waiting": 0, "undecided": %d, "repaired": 0, "complete": true, "reason": "nobody is there",
                 "provenAt": "2026-01-01T00:00:00Z", "provenLsn": "0/1A"}
                """
                .formatted(name, state, missing, surplus, undecided);
    }

    private static JsonNode read(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
