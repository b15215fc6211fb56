/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import io.cascade.local.postgres.DatabaseServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL, Kafka and Kafka Connect in a network of their own. */
final class Backends implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final int POSTGRES_PORT = 5432;
    private static final int CONNECT_PORT = 8083;
    private static final String INNER_KAFKA = "kafka:19092";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Network network = Network.newNetwork();
    private final PostgreSQLContainer postgres;
    private final KafkaContainer kafka;
    private final GenericContainer<?> connect;

    /** None of them has started yet. */
    Backends() {
        // As the embedded stack has it, and as a service asks for.
        postgres = new PostgreSQLContainer(Images.POSTGRES)
                .withUsername(SUPERUSER)
                .withPassword(UUID.randomUUID().toString())
                .withDatabaseName("postgres")
                .withCommand(
                        "postgres",
                        "-c",
                        "wal_level=logical",
                        "-c",
                        "max_wal_senders=20",
                        "-c",
                        "max_replication_slots=20",
                        "-c",
                        "max_connections=200")
                .withNetwork(network)
                .withNetworkAliases("postgres");
        kafka = new KafkaContainer(Images.KAFKA)
                .withNetwork(network)
                .withNetworkAliases("kafka")
                .withListener(INNER_KAFKA);
        connect = new GenericContainer<>(Images.CONNECT)
                .withNetwork(network)
                .withNetworkAliases("connect")
                .withEnv("BOOTSTRAP_SERVERS", INNER_KAFKA)
                .withEnv("GROUP_ID", "connect")
                .withEnv("CONFIG_STORAGE_TOPIC", "connect-configs")
                .withEnv("OFFSET_STORAGE_TOPIC", "connect-offsets")
                .withEnv("STATUS_STORAGE_TOPIC", "connect-status")
                .withEnv("CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR", "1")
                .withEnv("CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR", "1")
                .withEnv("CONNECT_STATUS_STORAGE_REPLICATION_FACTOR", "1")
                .withExposedPorts(CONNECT_PORT)
                .dependsOn(kafka)
                .waitingFor(Wait.forHttp("/connectors").forPort(CONNECT_PORT).withStartupTimeout(PATIENCE));
    }

    void start() {
        Startables.deepStart(Stream.<Startable>of(postgres, kafka, connect)).join();
    }

    Network network() {
        return network;
    }

    DatabaseServer postgres() {
        return new DatabaseServer(
                postgres.getHost(),
                postgres.getMappedPort(POSTGRES_PORT),
                "postgres",
                POSTGRES_PORT,
                SUPERUSER,
                postgres.getPassword());
    }

    String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    String innerBootstrapServers() {
        return INNER_KAFKA;
    }

    URI connectUrl() {
        return URI.create("http://" + connect.getHost() + ":" + connect.getMappedPort(CONNECT_PORT));
    }

    @Override
    public void close() {
        List.<AutoCloseable>of(connect, kafka, postgres, network).forEach(Closing::quietly);
    }
}
