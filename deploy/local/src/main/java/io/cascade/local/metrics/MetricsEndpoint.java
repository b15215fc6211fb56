/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.metrics;

import io.cascade.local.host.LocalStackException;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import javax.management.MalformedObjectNameException;

/**
 * What Prometheus's Java agent does in a container, within this JVM, and by the same rules: the JMX beans of broker, worker
 * and Debezium, read whenever somebody asks.
 */
public final class MetricsEndpoint implements AutoCloseable {

    private final HTTPServer server;
    private final URI url;

    private MetricsEndpoint(HTTPServer server, URI url) {
        this.server = server;
        this.url = url;
    }

    public static MetricsEndpoint start(Path rules, int port) {
        PrometheusRegistry registry = new PrometheusRegistry();
        try {
            new JmxCollector(rules.toFile()).register(registry);
            HTTPServer server = HTTPServer.builder()
                    .inetAddress(InetAddress.getLoopbackAddress())
                    .port(port)
                    .registry(registry)
                    .buildAndStart();
            return new MetricsEndpoint(server, URI.create("http://127.0.0.1:" + port + "/metrics"));
        } catch (IOException | MalformedObjectNameException | IllegalArgumentException e) {
            throw new LocalStackException("Metrics by " + rules + " cannot be served on port " + port + ": " + e, e);
        }
    }

    public URI url() {
        return url;
    }

    @Override
    public void close() {
        server.close();
    }
}
