/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectorTemplate;
import io.cascade.local.connect.ConnectorValues;
import io.cascade.local.host.Ports;
import io.cascade.local.host.PrivateFiles;
import io.cascade.local.host.ProjectHome;
import io.cascade.local.host.RecordedProcesses;
import io.cascade.local.host.Secrets;
import io.cascade.local.postgres.DatabaseInstaller;
import io.cascade.local.postgres.DatabaseServer;
import io.cascade.local.postgres.PostgresOptions;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.service.ServiceModules;
import io.cascade.local.service.ServiceOptions;
import io.cascade.local.stack.Progress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Brings up a stack whose parts can be hit one by one. */
final class ChaosStart {

    private static final String HOST = "127.0.0.1";

    private final Path home;
    private final Path data;
    private final Progress progress;
    private final Parts parts;
    private final boolean clocks;
    private final Secrets secrets;
    private final Ports ports;
    private final Map<String, Integer> servicePorts = new TreeMap<>();

    /**
     * @param home root of the project
     * @param data an empty directory
     * @param parts where everything that has started is put, to be ended
     * @param clocks whether clocks of services and servers will be set
     */
    ChaosStart(Path home, Path data, Progress progress, Parts parts, boolean clocks) {
        this.clocks = clocks;
        this.home = home;
        this.data = data;
        this.progress = progress;
        this.parts = parts;
        this.secrets = new Secrets(data.resolve("secrets.properties"));
        this.ports = new Ports(Map.of(), data.resolve("ports.properties"));
    }

    /** Returns when all is ready and all outboxes stream. */
    ChaosStack run() {
        PrivateFiles.directory(data.resolve("logs"));
        ChaosContracts.write(contracts());
        ChaosContracts.SERVICES.forEach(service -> servicePorts.put(service, ports.assign(service)));
        Map<String, TcpProxy> toKafka = new LinkedHashMap<>();
        int kafkaPort = ports.assign("kafka");
        JvmPart kafka = kafka(kafkaPort, toKafka);
        String servers = HOST + ":" + kafkaPort;
        progress.report("connect", "starts");
        int connectPort = ports.assign("connect");
        JvmPart connect = parts.own(JvmPart.start(
                "connect",
                log("connect-out"),
                List.of(PartProcess.CONNECT, log("connect").toString(), servers, Integer.toString(connectPort))));
        ConnectRest rest = new ConnectRest(URI.create("http://" + HOST + ":" + connectPort));
        Map<String, Integer> databasePorts = new TreeMap<>();
        ChaosContracts.SERVICES.forEach(service -> databasePorts.put(service, ports.assign("postgres-" + service)));
        Map<String, ChaosStack.Site> sites = ChaosContracts.SERVICES.parallelStream()
                .map(service -> site(service, databasePorts.get(service), toKafka.get(service), rest))
                .collect(Collectors.toMap(
                        ChaosStack.Site::name, Function.identity(), (one, other) -> one, TreeMap::new));
        progress.report("stack", "ready");
        return new ChaosStack(servers, kafka, connect, rest, sites);
    }

    private JvmPart kafka(int port, Map<String, TcpProxy> proxies) {
        progress.report("kafka", "starts");
        List<String> arguments = new ArrayList<>(List.of(
                PartProcess.KAFKA,
                log("kafka").toString(),
                data.resolve("kafka").toString(),
                Integer.toString(port),
                Integer.toString(ports.assign("kafka-controller"))));
        for (String service : ChaosContracts.SERVICES) {
            int behind = ports.assign("kafka-for-" + service);
            TcpProxy proxy = parts.own(TcpProxy.start(service + " and Kafka", behind));
            proxies.put(service, proxy);
            arguments.add(service.replace("-", "_").toUpperCase(Locale.ROOT));
            arguments.add(Integer.toString(behind));
            arguments.add(Integer.toString(proxy.port()));
        }
        return parts.own(JvmPart.start("kafka", log("kafka-out"), arguments));
    }

    private ChaosStack.Site site(String service, int databasePort, TcpProxy toKafka, ConnectRest rest) {
        progress.report(service, "starts");
        SmallDisk disk =
                parts.own(SmallDisk.mount(data.resolve("disk-of-" + service), data.resolve("postgres-" + service)));
        PostgresPart postgres = parts.own(PostgresPart.start(
                service,
                new PostgresOptions(
                        disk.path().resolve("postgres"),
                        databasePort,
                        secrets.password("postgres-" + service),
                        log("postgres-" + service),
                        // A log that does not fill memory, in which the disk is.
                        Map.of("wal_sender_timeout", "10s", "max_wal_size", "256MB")),
                disk,
                FakeClock.ofHandlers(data.resolve("clock-of-postgres-" + service)),
                home.resolve(".cascade/postgres-binaries")));
        if (clocks) {
            postgres.useClock();
        }
        DatabaseServer server = postgres.address();
        TcpProxy toDatabase = parts.own(TcpProxy.start(service + " and its PostgreSQL", server.port()));
        TcpProxy connector =
                parts.own(TcpProxy.start("the connector of " + service + " and PostgreSQL", server.port()));
        DatabaseServer seen = new DatabaseServer(
                server.host(), server.port(), HOST, connector.port(), server.superuser(), server.superuserPassword());
        ServiceDatabase database = new DatabaseInstaller(seen)
                .install(
                        service,
                        secrets::password,
                        Optional.of(ChaosContracts.schema(contracts(), service)).filter(Files::exists));
        FakeClock clock = FakeClock.ofThreads(data.resolve("clock-of-" + service));
        Map<String, String> clockOf = clocks ? clock.environment() : Map.of();
        ServicePart part = parts.own(new ServicePart(
                options(service, database, toDatabase, toKafka, clockOf),
                database,
                new RecordedProcesses(data.resolve("processes")),
                clock));
        part.awaitReady();
        Map<String, String> config =
                ConnectorTemplate.read(ProjectHome.connectorTemplate(home)).fill(ConnectorValues.of(service, database));
        rest.register(service, config, database::isStreamed);
        return new ChaosStack.Site(service, part, postgres, toDatabase, connector, toKafka);
    }

    private ServiceOptions options(
            String service,
            ServiceDatabase database,
            TcpProxy toDatabase,
            TcpProxy toKafka,
            Map<String, String> clock) {
        Map<String, String> environment = new TreeMap<>(clock);
        environment.put("CASCADE_SERVICE", service);
        environment.put("CASCADE_CONTRACTS", contracts().toString());
        environment.put(
                "CASCADE_PEERS",
                servicePorts.entrySet().stream()
                        .map(peer -> peer.getKey() + "=http://" + HOST + ":" + peer.getValue())
                        .collect(Collectors.joining(",")));
        environment.put(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://" + HOST + ":" + toDatabase.port() + "/" + database.name());
        environment.putAll(database.roles());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", HOST + ":" + toKafka.port());
        environment.put("KAFKA_SESSION_TIMEOUT_MS", "6000");
        environment.put("QUARKUS_HTTP_HOST", HOST);
        environment.put("CASCADE_AUTH", "off");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(servicePorts.get(service)));
        // A watchdog in a hurry, and small pieces, so that faults hit the middle of something.
        environment.put("CASCADE_REPUBLISH_AFTER", "3s");
        environment.put("CASCADE_STUCK_AFTER", "2s");
        environment.put("CASCADE_VALIDATE_EVERY", "5s");
        environment.put("CASCADE_APPLY_ROWS_PER_TRANSACTION", "500");
        return new ServiceOptions(
                service,
                new ServiceModules(home).jar(service),
                servicePorts.get(service),
                environment,
                List.of(),
                data,
                log(service));
    }

    private Path contracts() {
        return data.resolve("contracts");
    }

    private Path log(String part) {
        return data.resolve("logs").resolve(part + ".log");
    }
}
