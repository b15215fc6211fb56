/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.kafka;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One node that is broker and controller. Topics and offsets stay in its directory for the next start. */
public final class KafkaBroker implements AutoCloseable {

    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private KafkaBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    public static KafkaBroker start(Path directory, int port, int controllerPort) {
        return start(directory, port, controllerPort, List.of(), Map.of());
    }

    /**
     * With further listeners, whose clients are told to come back by another port: that of a proxy between them and the broker.
     *
     * @param proxied such listeners
     */
    public static KafkaBroker start(Path directory, int port, int controllerPort, List<ProxiedListener> proxied) {
        return start(directory, port, controllerPort, proxied, Map.of());
    }

    /** @param settings of the broker, which win over what a local one has by itself */
    public static KafkaBroker start(Path directory, int port, int controllerPort, Map<String, String> settings) {
        return start(directory, port, controllerPort, List.of(), settings);
    }

    private static KafkaBroker start(
            Path directory, int port, int controllerPort, List<ProxiedListener> proxied, Map<String, String> settings) {
        String bootstrapServers = "127.0.0.1:" + port;
        try {
            format(directory);
            Map<String, String> config = config(directory, port, controllerPort, proxied);
            config.putAll(settings);
            return new KafkaBroker(started(config), bootstrapServers);
        } catch (Exception e) {
            throw new LocalStackException("The Kafka broker did not start on " + bootstrapServers + ": " + e, e);
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static KafkaRaftServer started(Map<String, String> config) {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        PrivateFiles.directory(directory);
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .run();
        }
    }

    private static Map<String, String> config(
            Path directory, int port, int controllerPort, List<ProxiedListener> proxied) {
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE_ID));
        config.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        config.put("controller.listener.names", CONTROLLER);
        config.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + proxied(proxied, listener -> "://127.0.0.1:" + listener.port()) + ","
                        + CONTROLLER + "://127.0.0.1:" + controllerPort);
        config.put(
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port
                        + proxied(proxied, listener -> "://127.0.0.1:" + listener.advertisedPort()));
        config.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT" + proxied(proxied, listener -> ":PLAINTEXT") + "," + CONTROLLER + ":PLAINTEXT");
        config.put("log.dirs", directory.toString());
        // After a kill, the controller takes the broker back only when the killed one's session has ended.
        config.put("broker.heartbeat.interval.ms", "500");
        config.put("broker.session.timeout.ms", "5000");
        // A mistyped topic shall fail, not appear.
        config.put("auto.create.topics.enable", "false");
        config.put("offsets.topic.num.partitions", "1");
        config.put("offsets.topic.replication.factor", "1");
        config.put("transaction.state.log.num.partitions", "1");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.num.partitions", "1");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        // One consumer a group: nobody to wait for.
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "4");
        config.put("background.threads", "2");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        return config;
    }

    private static String proxied(List<ProxiedListener> listeners, Function<ProxiedListener, String> text) {
        return listeners.stream()
                .map(listener -> "," + listener.name() + text.apply(listener))
                .collect(Collectors.joining());
    }

    /**
     * A listener behind a proxy.
     *
     * @param name capital letters
     * @param port where the broker listens
     * @param advertisedPort where the proxy listens
     */
    public record ProxiedListener(String name, int port, int advertisedPort) {}
}
