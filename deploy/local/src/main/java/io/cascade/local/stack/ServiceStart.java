/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectWorker;
import io.cascade.local.connect.ConnectorTemplate;
import io.cascade.local.connect.ConnectorValues;
import io.cascade.local.host.RecordedProcesses;
import io.cascade.local.host.Secrets;
import io.cascade.local.kafka.KafkaBroker;
import io.cascade.local.postgres.DatabaseInstaller;
import io.cascade.local.postgres.PostgresServer;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.service.ServiceOptions;
import io.cascade.local.stack.Teardown.Phase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Brings up one service: its database, its process and, once that has made publication and slot, its connector. */
record ServiceStart(
        String name,
        StackSettings settings,
        ContractDirectory contracts,
        Path jar,
        Addresses addresses,
        DataDirectory data,
        RecordedProcesses processes,
        Secrets secrets,
        Teardown teardown) {

    /** Without it, a second stack in one JVM waits a minute for the first one's metrics to go before it streams. */
    private static final String METRIC_TAGS = "custom.metric.tags";

    RunningService run(Future<PostgresServer> postgres, Future<KafkaBroker> kafka, Future<ConnectWorker> connect)
            throws ExecutionException, InterruptedException {
        ServiceDatabase database = new DatabaseInstaller(postgres.get().address())
                .install(name, secrets.password(name), contracts.schema(name));
        ServiceOptions options = options(database, kafka.get().bootstrapServers());
        RunningService service =
                teardown.add(Phase.SERVICES, new RunningService(options, database, processes, settings.progress()));
        service.awaitReady();
        ConnectorTemplate template = ConnectorTemplate.read(settings.connectorTemplate());
        Map<String, String> connector = new TreeMap<>(template.fill(ConnectorValues.of(name, database)));
        connector.put(METRIC_TAGS, "stack=" + Integer.toHexString(data.root().hashCode()));
        new ConnectRest(connect.get().url()).register(name, connector, database::isStreamed);
        settings.progress().report(name, "outbox streams");
        return service;
    }

    private ServiceOptions options(ServiceDatabase database, String bootstrapServers) {
        return new ServiceOptions(
                name,
                jar,
                addresses.service(name),
                environment(database, bootstrapServers),
                settings.jvmOptions().getOrDefault(name, List.of()),
                data.root(),
                data.log(name));
    }

    private Map<String, String> environment(ServiceDatabase database, String bootstrapServers) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("CASCADE_SERVICE", name);
        environment.put("CASCADE_CONTRACTS", contracts.root().toString());
        environment.put("CASCADE_PEERS", addresses.peers());
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", database.user());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(addresses.service(name)));
        environment.putAll(settings.environment().getOrDefault(name, Map.of()));
        return environment;
    }
}
