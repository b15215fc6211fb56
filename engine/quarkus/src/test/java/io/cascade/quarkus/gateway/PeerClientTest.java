/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeerClientTest {

    private final PeerClient client = new PeerClient(Duration.ofMillis(300));

    @Test
    void tellsWhenNobodyListens() throws IOException {
        // Given
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        // When, Then
        assertFails(nobody, PeerException.Kind.AWAY);
        assertThat(client.probe(nobody).join()).isFalse();
    }

    @Test
    void givesUpOnAnAnswerThatDoesNotBegin() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFails(URI.create("http://127.0.0.1:" + silent.getLocalPort()), PeerException.Kind.LATE);
        }
    }

    @Test
    void givesUpOnAnAnswerThatDoesNotEnd() throws IOException {
        // Given
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();

        // When, Then
        try {
            assertFails(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), PeerException.Kind.LATE);
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    private void assertFails(URI peer, PeerException.Kind kind) {
        assertThatExceptionOfType(PeerException.class)
                .isThrownBy(() -> client.send("a-service", "GET", URI.create(peer + "/deletions"), Map.of(), null))
                .withMessageContaining("a-service")
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
