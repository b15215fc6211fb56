/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.quarkus.config.PeerToken;
import io.cascade.quarkus.config.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpKeyLookupTest {

    private static final Relationship RELATIONSHIP = Contracts.parse(
                    List.of(
                            new ContractSource(
                                    "a.yaml",
                                    """
            name: children-parent
            parent: {service: parent-service, table: parents, key: [{column: a, type: text}, {column: b, type: bigint}]}
            child: {service: child-service, table: children, columns: [parent_a, parent_b]}
            onDelete: CASCADE
            """)))
            .relationships()
            .get(0);

    private HttpServer server;
    private URI url;
    private volatile String requested = "";
    private volatile int status = 200;
    private volatile String body = "";
    private volatile String authorization = "";

    @BeforeEach
    void startPeer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/base");
    }

    @AfterEach
    void stopPeer() {
        server.stop(0);
    }

    @Test
    void asksTheAdminApiOfTheParentsServiceForAKeyWhateverItsCharacters() {
        // Given
        body = "{\"present\":true,\"version\":9007199254740993}";

        // When
        Answer answer = lookup(url).ask(RELATIONSHIP, List.of("ü&x=1 +", "2"));

        // Then
        assertThat(answer).isEqualTo(new Answer.Present(9007199254740993L));
        assertThat(requested).isEqualTo("/base/relationships/children-parent/keys?key=%C3%BC%26x%3D1+%2B&key=2");
    }

    @Test
    void showsTheTokenThatIsInTheFileNow(@TempDir Path directory) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("token"), "first.one\n");
        HttpKeyLookup lookup = lookup(url, Optional.of(file));

        // When
        lookup.ask(RELATIONSHIP, List.of("a", "1"));
        String first = authorization;
        Files.writeString(file, "second.one");
        lookup.ask(RELATIONSHIP, List.of("a", "1"));

        // Then
        assertThat(first).isEqualTo("Bearer first.one");
        assertThat(authorization).isEqualTo("Bearer second.one");
    }

    @Test
    void asksWithoutATokenWhereTheFileHasNone(@TempDir Path directory) throws IOException {
        // Given
        body = "{\"present\":false}";
        Path noToken = Files.writeString(directory.resolve("token"), "two words\r\nX-Other: 1");

        // When, Then
        assertThat(lookup(url, Optional.of(noToken)).ask(RELATIONSHIP, List.of("a", "1")))
                .isEqualTo(new Answer.Absent());
        assertThat(lookup(url, Optional.of(directory.resolve("absent"))).ask(RELATIONSHIP, List.of("a", "1")))
                .isEqualTo(new Answer.Absent());
        assertThat(authorization).isEqualTo("null");
    }

    @Test
    void reachesOnlyServicesWhoseUrlIsKnown() {
        assertThat(lookup(url).reaches("parent-service")).isTrue();
        assertThat(lookup(url).reaches("other-service")).isFalse();
    }

    @Test
    void readsThatTheKeyIsAbsent() {
        // Given
        body = "{\"present\":false}";

        // When, Then
        assertThat(lookup(url).ask(RELATIONSHIP, List.of("a", "1"))).isEqualTo(new Answer.Absent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            404 | {"present":false}
            500 | {"present":false}
            200 | {}
            200 | {"present":true}
            200 | {"present":"false"}
            200 | {"present":true,"version":"1"}
            200 | []
            200 | <html>
            """)
    void takesEveryOtherAnswerForNone(int givenStatus, String givenBody) {
        // Given
        status = givenStatus;
        body = givenBody;

        // When, Then
        assertThat(lookup(url).ask(RELATIONSHIP, List.of("a", "1"))).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void doesNotKnowWhenThePeerCannotBeReached() throws IOException {
        // Given
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        // When
        Answer answer = lookup(nobody).ask(RELATIONSHIP, List.of("a", "1"));

        // Then
        assertThat(answer).isInstanceOfSatisfying(Answer.Unknown.class, unknown -> assertThat(unknown.reason())
                .contains("parent-service"));
    }

    @Test
    void doesNotKnowWhenThePeerAcceptsButNeverAnswers() throws IOException {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI silentUrl = URI.create("http://127.0.0.1:" + silent.getLocalPort());

            // When
            Answer answer = lookup(silentUrl).ask(RELATIONSHIP, List.of("a", "1"));

            // Then
            assertThat(answer).isInstanceOf(Answer.Unknown.class);
        }
    }

    @Test
    void doesNotKnowWhenNoUrlIsConfigured() {
        // When
        Answer answer = new HttpKeyLookup(new Peers(Map.of()), new PeerToken(Optional.empty()), new ObjectMapper())
                .ask(RELATIONSHIP, List.of("a", "1"));

        // Then
        assertThat(answer).isInstanceOfSatisfying(Answer.Unknown.class, unknown -> assertThat(unknown.reason())
                .contains("CASCADE_PEERS"));
    }

    private static HttpKeyLookup lookup(URI url) {
        return lookup(url, Optional.empty());
    }

    private static HttpKeyLookup lookup(URI url, Optional<Path> token) {
        return new HttpKeyLookup(new Peers(Map.of("parent-service", url)), new PeerToken(token), new ObjectMapper());
    }

    private void answer(HttpExchange exchange) throws IOException {
        requested = exchange.getRequestURI().toASCIIString();
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
