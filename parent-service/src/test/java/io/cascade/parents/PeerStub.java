/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another service as the gateway sees it: it answers with what it was asked. */
public final class PeerStub implements QuarkusTestResourceLifecycleManager {

    /** Asking for it is answered by an event at once, and by a second one when the test has counted down. */
    static final String STREAMED = "/deletions/00000000-0000-0000-0000-000000000001/events";

    private static final String IMPACT = "/relationships/children-parent/impact";

    /** The test class may live in another class loader, so the two meet at a path of this server. */
    private final CountDownLatch more = new CountDownLatch(1);

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(Executors.newCachedThreadPool());
            started.createContext("/", this::answer);
            started.createContext("/go-on", this::goOn);
            started.start();
            server = started;
            String url = "http://127.0.0.1:" + started.getAddress().getPort();
            return Map.of("cascade.peers", "child-service=" + url, "test.peer", url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        more.countDown();
        if (server != null) {
            server.stop(0);
        }
    }

    private void goOn(HttpExchange exchange) throws IOException {
        more.countDown();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(IMPACT)) {
            impact(exchange);
            return;
        }
        if (path.equals(STREAMED)) {
            stream(exchange);
            return;
        }
        String headers = String.join(",", exchange.getRequestHeaders().keySet());
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI() + "|" + headers + "|"
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-echo");
        exchange.getResponseHeaders().set("Link", "</deletions?cursor=1>; rel=\"next\"");
        exchange.getResponseHeaders().set("Set-Cookie", "a=b");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src *");
        byte[] body = request.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(path.endsWith("replay") ? 409 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Three children with a grandchild each and two more; none where children are kept. */
    private static void impact(HttpExchange exchange) throws IOException {
        boolean kept =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).contains("\"depth\":0");
        String below =
                """
                {"name":"grandchildren-child","service":"grandchild-service","table":"public.grandchildren","onDelete":"RESTRICT",
                "level":2,"rows":5,"restricts":true,"relationships":[],"new":1}""";
        byte[] body =
                """
                {"name":"children-parent","service":"child-service","table":"public.children","onDelete":"CASCADE","level":1,
                "rows":%d,"relationships":[%s]}"""
                        .formatted(kept ? 0 : 3, kept ? "" : below)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        await();
        exchange.getResponseBody().write("data: 2\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private void await() {
        try {
            more.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
