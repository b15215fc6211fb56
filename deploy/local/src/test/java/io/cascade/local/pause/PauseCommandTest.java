/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.pause;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.cascade.local.testing.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PauseCommandTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String answer = "{\"name\": \"r\"}";
            if (path.equals("/services")) {
                answer =
                        "{\"items\": [{\"name\": \"a\", \"subscribes\": []}, {\"name\": \"b\", \"subscribes\": [\"r\"]}]}";
            } else {
                asked.add(path + " " + said);
                if (path.endsWith("/pause")) {
                    answer =
                            "{\"name\": \"r\", \"paused\": {\"since\": \"2026-01-01T00:00:00Z\", \"reason\": \"why\"}}";
                }
            }
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aPauseIsAskedOfTheServiceOfTheChildTable() {
        // When
        CommandRun run = CommandRun.of(new PauseCommand(), "r", "--reason", "why", "--url", url);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly("r of b: paused since 2026-01-01T00:00:00Z: why");
        assertThat(asked).containsExactly("/services/b/relationships/r/pause {\"reason\":\"why\"}");
    }

    @Test
    void soIsItsEnd() {
        // When
        CommandRun run = CommandRun.of(new ResumeCommand(), "r", "--url", url);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly("r of b: not paused; what was put aside follows");
        assertThat(asked).containsExactly("/services/b/relationships/r/resume {}");
    }

    @Test
    void anUnknownRelationshipIsRefusedWithTheNamesThatThereAre() {
        // When
        CommandRun run = CommandRun.of(new PauseCommand(), "x", "--url", url);

        // Then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no relationship 'x'; there are r");
        assertThat(asked).isEmpty();
    }
}
