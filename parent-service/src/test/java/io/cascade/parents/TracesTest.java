/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.cascade.quarkus.testing.ServiceBackends;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** Where somebody listens to spans, the delete belongs to the request's own. */
@QuarkusTest
@WithTestResource(ServiceBackends.class)
@WithTestResource(TracesTest.Collector.class)
class TracesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Inject
    DSLContext dsl;

    @Test
    void theRequestsSpanIsExportedAndIsTheParentOfWhatTheDeleteCauses() {
        // Given
        int id = given().contentType(ContentType.JSON)
                .body("{\"name\":\"Ada\"}")
                .post("/parents")
                .jsonPath()
                .getInt("id");

        // When
        Response deleted = given().header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .delete("/parents/" + id);

        // Then
        String traceparent = dsl.fetchSingle(
                        "SELECT traceparent FROM cascade.outbox WHERE deletion_id = CAST(? AS uuid)",
                        deleted.jsonPath().getString("id"))
                .get(0, String.class);
        assertThat(traceparent).startsWith("00-" + TRACE + "-").endsWith("-01").doesNotContain("00f067aa0ba902b7");
        String span = traceparent.split("-")[2];
        await().untilAsserted(() -> assertThat(Collector.RECEIVED)
                .anySatisfy(spans -> assertThat(HexFormat.of().formatHex(spans)).contains(TRACE, span))
                .anySatisfy(spans -> assertThat(new String(spans, StandardCharsets.ISO_8859_1))
                        .contains("parent-service", "DELETE /parents/{id}")));
    }

    /** An OpenTelemetry collector that keeps what it gets. */
    public static final class Collector implements QuarkusTestResourceLifecycleManager {

        static final List<byte[]> RECEIVED = new CopyOnWriteArrayList<>();

        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/v1/traces", exchange -> {
                RECEIVED.add(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return Map.of(
                    "quarkus.otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    "quarkus.otel.exporter.otlp.protocol",
                    "http/protobuf",
                    "quarkus.otel.bsp.schedule.delay",
                    "100ms");
        }

        @Override
        public void stop() {
            if (server != null) {
                server.stop(0);
            }
        }
    }
}
