/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.kafka;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.KafkaRights;
import io.cascade.contracts.KafkaRights.Resource;
import io.cascade.contracts.KafkaRights.Right;
import io.cascade.engine.CascadeEngine;
import io.cascade.engine.EngineListener;
import io.cascade.engine.EngineSettings;
import io.cascade.engine.brake.BrakeSettings;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.maintenance.Retention;
import io.cascade.engine.role.Roles;
import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectWorker;
import io.cascade.local.connect.ConnectorTemplate;
import io.cascade.local.connect.ConnectorValues;
import io.cascade.local.contract.ContractFiles;
import io.cascade.local.host.Ports;
import io.cascade.local.host.Secrets;
import io.cascade.local.postgres.DatabaseInstaller;
import io.cascade.local.postgres.PostgresOptions;
import io.cascade.local.postgres.PostgresServer;
import io.cascade.local.postgres.ServiceDatabase;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The example's two services, as engines, with Connect and a broker that knows everybody by a certificate and lets them do
 * what the contracts ask for, and nothing else.
 */
final class SecuredSystem implements AutoCloseable {

    static final String CONNECT = "cascade-connect";
    static final String PARENTS = "parent-service";
    static final String CHILDREN = "child-service";

    final Contracts contracts = Contracts.parse(ContractFiles.relationships(Path.of("../../contracts")));
    final KafkaRights rights = new KafkaRights(contracts);

    private final Certificates certificates;
    private final Map<String, Map<String, String>> users = new HashMap<>();
    private final Map<String, ServiceDatabase> databases = new HashMap<>();
    private final Deque<Runnable> parts = new ArrayDeque<>();
    private final KafkaBroker kafka;

    SecuredSystem(Path data) throws Exception {
        Ports ports = new Ports(Map.of(), data.resolve("ports.properties"));
        Secrets secrets = new Secrets(data.resolve("secrets.properties"));
        certificates = new Certificates(data.resolve("certificates"));
        for (String user : List.of("broker", "admin", CONNECT, PARENTS, CHILDREN)) {
            users.put(user, certificates.of(user));
        }
        int port = ports.assign("kafka");
        int controllerPort = ports.assign("kafka-controller");
        kafka = KafkaBroker.start(data.resolve("kafka"), port, controllerPort, settings(port, controllerPort));
        parts.push(kafka::close);
        try {
            start(data, ports, secrets);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private void start(Path data, Ports ports, Secrets secrets) throws Exception {
        allow();
        ConnectWorker connect =
                ConnectWorker.start(kafka.bootstrapServers(), ports.assign("connect"), users.get(CONNECT));
        parts.push(connect::close);
        PostgresServer postgres = PostgresServer.start(
                new PostgresOptions(
                        data.resolve("postgres"),
                        ports.assign("postgres"),
                        secrets.password("postgres"),
                        data.resolve("postgres.log")),
                Path.of("target/postgres-binaries").toAbsolutePath());
        parts.push(postgres::close);
        for (String service : List.of(PARENTS, CHILDREN)) {
            Path schema = Files.writeString(
                    data.resolve(service + ".sql"),
                    service.equals(PARENTS)
                            ? "CREATE TABLE parents (id bigint PRIMARY KEY);"
                            : "CREATE TABLE children (id bigint PRIMARY KEY, parent_id bigint); CREATE INDEX ON children (parent_id);");
            ServiceDatabase database =
                    new DatabaseInstaller(postgres.address()).install(service, secrets::password, Optional.of(schema));
            databases.put(service, database);
            parts.push(engine(service, database)::close);
            new ConnectRest(connect.url())
                    .register(
                            service,
                            ConnectorTemplate.read(Path.of("../debezium/outbox-connector.json"))
                                    .fill(ConnectorValues.of(service, database)),
                            database::isStreamed);
        }
    }

    private Map<String, String> settings(int port, int controllerPort) {
        Map<String, String> settings = new HashMap<>(users.get("broker"));
        settings.remove("security.protocol");
        settings.put("listeners", "SSL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "SSL://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "SSL:SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "SSL");
        settings.put("ssl.client.auth", "required");
        settings.put("ssl.principal.mapping.rules", "RULE:^CN=(.*)$/$1/");
        settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
        // The controller's own connection has no certificate; nobody else reaches its listener.
        settings.put("super.users", "User:broker;User:admin;User:ANONYMOUS");
        return settings;
    }

    private void allow() throws Exception {
        try (Admin admin = admin("admin")) {
            admin.createTopics(rights.topics().stream()
                            .map(topic -> new NewTopic(topic, 2, (short) 1))
                            .toList())
                    .all()
                    .get();
            allow(admin, CONNECT, rights.ofConnect(CONNECT));
            allow(admin, PARENTS, rights.ofService(PARENTS));
            allow(admin, CHILDREN, rights.ofService(CHILDREN));
        }
    }

    private static void allow(Admin admin, String user, Set<Right> rights) throws Exception {
        admin.createAcls(rights.stream()
                        .map(right -> new AclBinding(
                                new ResourcePattern(
                                        right.resource() == Resource.TOPIC ? ResourceType.TOPIC : ResourceType.GROUP,
                                        right.name(),
                                        right.prefix() ? PatternType.PREFIXED : PatternType.LITERAL),
                                new AccessControlEntry(
                                        "User:" + user, "*", operation(right.operation()), AclPermissionType.ALLOW)))
                        .toList())
                .all()
                .get();
    }

    /** Kafka writes it in two ways. */
    private static AclOperation operation(String name) {
        return AclOperation.fromString(
                name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT));
    }

    private CascadeEngine engine(String service, ServiceDatabase database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setUser(database.user());
        dataSource.setPassword(database.password());
        return CascadeEngine.start(new EngineSettings(
                service,
                contracts,
                dataSource,
                Map.copyOf(client(service)),
                KeyLookup.NONE,
                ParentKeySet.NONE,
                EngineListener.NONE,
                EngineSettings.DEFAULT_KEY_WAIT,
                2,
                (short) 1,
                EngineSettings.DEFAULT_CONSUMERS,
                EngineSettings.DEFAULT_STUCK_AFTER,
                EngineSettings.DEFAULT_REPUBLISH_AFTER,
                Retention.DEFAULT,
                EngineSettings.DEFAULT_ROWS_PER_TRANSACTION,
                BrakeSettings.DEFAULT,
                Duration.ZERO,
                new Roles(database.application().user(), database.debezium().user()),
                OpenTelemetry.noop()));
    }

    Map<String, Object> client(String user) {
        Map<String, Object> settings = new HashMap<>(users.get(user));
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        return settings;
    }

    Map<String, Object> clientWithoutCertificate() {
        Map<String, Object> settings = new HashMap<>(certificates.ofNobody());
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        return settings;
    }

    Admin admin(String user) {
        return Admin.create(client(user));
    }

    /** As the service's own code. */
    void sql(String service, String... statements) throws SQLException {
        ServiceDatabase database = databases.get(service);
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl(),
                        database.application().user(),
                        database.application().password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** As the owner, who sees everything. */
    String query(String service, String sql) throws SQLException {
        ServiceDatabase database = databases.get(service);
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().run();
        }
    }
}
