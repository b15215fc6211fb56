/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import io.cascade.local.host.Ports;
import io.cascade.local.host.Secrets;
import io.cascade.local.kafka.KafkaBroker;
import io.cascade.local.postgres.DatabaseInstaller;
import io.cascade.local.postgres.PostgresOptions;
import io.cascade.local.postgres.PostgresServer;
import io.cascade.local.postgres.ServiceDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** PostgreSQL, Kafka and Connect with the outbox of one service, made by hand as the engine makes it. */
final class Pipeline implements AutoCloseable {

    static final String SERVICE = "parent-service";
    static final String TOPIC = "cascade.parent-service.public.parents";

    static final Path TEMPLATE = Path.of("../debezium/outbox-connector.json");

    private final Ports ports;
    private final PostgresServer postgres;
    private final ServiceDatabase database;
    private final KafkaBroker kafka;
    private ConnectWorker connect;

    private Pipeline(Path data) {
        ports = new Ports(Map.of(), data.resolve("ports.properties"));
        Secrets secrets = new Secrets(data.resolve("secrets.properties"));
        PostgresOptions options = new PostgresOptions(
                data.resolve("postgres"),
                ports.assign("postgres"),
                secrets.password("postgres"),
                data.resolve("postgres.log"));
        postgres = PostgresServer.start(
                options, Path.of("target/postgres-binaries").toAbsolutePath());
        database = new DatabaseInstaller(postgres.address()).install(SERVICE, secrets::password, Optional.empty());
        kafka = KafkaBroker.start(data.resolve("kafka"), ports.assign("kafka"), ports.assign("kafka-controller"));
        startConnect();
        ports.remember();
    }

    static Pipeline start(Path data) {
        return new Pipeline(data);
    }

    void startConnect() {
        connect = ConnectWorker.start(kafka.bootstrapServers(), ports.assign("connect"));
    }

    void stopConnect() {
        connect.close();
    }

    void installOutbox() throws Exception {
        sql("CREATE SCHEMA cascade");
        sql("CREATE TABLE cascade.outbox (id uuid NOT NULL DEFAULT gen_random_uuid(), topic text, record_key text,"
                + " type text, source text, subject text, specversion text DEFAULT '1.0',"
                + " content_type text DEFAULT 'application/json', created_at timestamptz NOT NULL DEFAULT now(),"
                + " payload text) PARTITION BY RANGE (created_at)");
        sql("CREATE TABLE cascade.outbox_all PARTITION OF cascade.outbox DEFAULT");
        sql("CREATE TABLE cascade.heartbeat (at timestamptz)");
        sql("GRANT USAGE ON SCHEMA cascade TO " + database.debezium());
        sql("GRANT SELECT ON cascade.outbox TO " + database.debezium());
        sql("GRANT SELECT, INSERT, DELETE ON cascade.heartbeat TO " + database.debezium());
        // A connector that waits for the publication makes the slot itself as soon as it finds one without the other.
        createSlot();
        sql("CREATE PUBLICATION cascade_outbox FOR TABLE cascade.outbox, cascade.heartbeat"
                + " WITH (publish = 'insert', publish_via_partition_root = true)");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
        }
    }

    Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }

    void createSlot() throws SQLException {
        sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    void register() {
        Map<String, String> config = ConnectorTemplate.read(TEMPLATE).fill(connectorValues());
        config.put("heartbeat.interval.ms", "200");
        rest().register(SERVICE, config, database::isStreamed);
    }

    Map<String, String> connectorValues() {
        return ConnectorValues.of(SERVICE, database);
    }

    ConnectRest rest() {
        return new ConnectRest(connect.url());
    }

    String connectUrl() {
        return connect.url().toString();
    }

    void publish(int first, int last) throws SQLException {
        sql("INSERT INTO cascade.outbox (topic, record_key, type, source, subject, payload)"
                + " SELECT '" + TOPIC + "', (n % 3)::text, 'io.cascade.keys.deleted.v1', '/services/parent-service',"
                + " 'public.parents', json_build_object('n', n) FROM generate_series(" + first + ", " + last + ") n");
    }

    String slotPosition() throws SQLException {
        return query("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot() + "'");
    }

    String slot() {
        return database.slot();
    }

    void sql(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String query(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** All records of the topic so far. */
    List<ConsumerRecord<String, String>> records() {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    List<String> values() {
        return records().stream().map(ConsumerRecord::value).toList();
    }

    @Override
    public void close() {
        connect.close();
        kafka.close();
        postgres.close();
    }
}
