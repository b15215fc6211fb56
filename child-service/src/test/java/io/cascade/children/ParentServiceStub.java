/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The other side of a key look-up: keys from {@link #SILENT_FROM} on get no answer, all others are absent. */
public final class ParentServiceStub implements QuarkusTestResourceLifecycleManager {

    static final long SILENT_FROM = 6_000_000;

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/relationships/children-parent/keys", ParentServiceStub::answer);
            started.start();
            server = started;
            return Map.of(
                    "cascade.peers",
                    "parent-service=http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        long key = Long.parseLong(exchange.getRequestURI().getQuery().replace("key=", ""));
        byte[] body = "{\"present\":false}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(key >= SILENT_FROM ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
