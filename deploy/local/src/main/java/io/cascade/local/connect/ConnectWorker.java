/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import io.cascade.local.host.LocalStackException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;

/** A distributed worker of its own group, so that connectors and offsets live in Kafka just as in production. */
public final class ConnectWorker implements AutoCloseable {

    private static final long STOP_SECONDS = 20;

    private final Connect<DistributedHerder> connect;
    private final URI url;

    private ConnectWorker(Connect<DistributedHerder> connect, URI url) {
        this.connect = connect;
        this.url = url;
    }

    public static ConnectWorker start(String bootstrapServers, int port) {
        return start(bootstrapServers, port, Map.of());
    }

    /** @param clients settings of all its Kafka clients, those of its connectors included */
    public static ConnectWorker start(String bootstrapServers, int port, Map<String, String> clients) {
        URI url = URI.create("http://127.0.0.1:" + port);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        // Connect is made to be a whole process: it would end this one on errors, and stop itself before we say so.
        Exit.setShutdownHookAdder((name, hook) -> {});
        Exit.setExitProcedure((status, message) -> {
            throw new LocalStackException("Kafka Connect gave up with status " + status);
        });
        try {
            return new ConnectWorker(
                    new ConnectDistributed().startConnect(config(bootstrapServers, url, clients)), url);
        } catch (RuntimeException e) {
            throw new LocalStackException("Kafka Connect did not start on " + url + ": " + e.getMessage(), e);
        } finally {
            Exit.resetExitProcedure();
            Exit.resetShutdownHookAdder();
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    public URI url() {
        return url;
    }

    @Override
    public void close() {
        connect.stop();
        try {
            connect.herderTask().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new LocalStackException("Kafka Connect did not stop cleanly: " + e, e);
        }
    }

    private static Map<String, String> config(String bootstrapServers, URI url, Map<String, String> clients) {
        Map<String, String> config = new HashMap<>(clients);
        clients.forEach((name, value) -> {
            for (String kind : new String[] {"producer.", "consumer.", "admin."}) {
                config.put(kind + name, value);
            }
        });
        config.put("bootstrap.servers", bootstrapServers);
        config.put("group.id", "cascade-connect");
        config.put("listeners", url.toString());
        config.put("rest.advertised.host.name", url.getHost());
        config.put("rest.advertised.port", Integer.toString(url.getPort()));
        Map.of("config", "configs", "offset", "offsets", "status", "status").forEach((store, name) -> {
            config.put(store + ".storage.topic", "cascade-connect-" + name);
            config.put(store + ".storage.replication.factor", "1");
        });
        config.put("offset.storage.partitions", "1");
        config.put("status.storage.partitions", "1");
        config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("connector.client.config.override.policy", "All");
        // Every plug-in is on the class path and has a manifest: no scan of a thousand classes.
        config.put("plugin.discovery", "service_load");
        config.put("offset.flush.interval.ms", "1000");
        // A killed worker's place is given to its successor at once.
        config.put("session.timeout.ms", "6000");
        config.put("heartbeat.interval.ms", "1000");
        config.put("scheduled.rebalance.max.delay.ms", "0");
        return config;
    }
}
