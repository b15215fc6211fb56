/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectWorker;
import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.host.RecordedProcesses;
import io.cascade.local.host.Secrets;
import io.cascade.local.kafka.KafkaBroker;
import io.cascade.local.postgres.DatabaseInstaller;
import io.cascade.local.postgres.GivenDatabase;
import io.cascade.local.postgres.PostgresServer;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.service.ServiceModules;
import io.cascade.local.service.ServiceOptions;
import io.cascade.local.stack.Teardown.Phase;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Brings up one service: its database, its process and, once that has made publication and slot, its connector. */
record ServiceStart(
        String name,
        StackSettings settings,
        ContractDirectory contracts,
        ServiceModules modules,
        Addresses addresses,
        DataDirectory data,
        RecordedProcesses processes,
        Secrets secrets,
        Teardown teardown) {

    RunningService run(Future<PostgresServer> postgres, Future<KafkaBroker> kafka, Future<ConnectWorker> connect)
            throws ExecutionException, InterruptedException {
        ServiceDatabase database = database(postgres);
        ServiceOptions options = options(database, kafka.get().bootstrapServers());
        RunningService service =
                teardown.add(Phase.SERVICES, new RunningService(options, database, processes, settings.progress()));
        service.awaitReady();
        connector(database).register(new ConnectRest(connect.get().url()));
        settings.progress().report(name, "outbox streams");
        return service;
    }

    /** All but the process, which somebody else runs. */
    ExternalService leave(Future<PostgresServer> postgres, Future<KafkaBroker> kafka, Future<ConnectWorker> connect)
            throws ExecutionException, InterruptedException {
        ServiceDatabase database = database(postgres);
        ExternalService service = new ExternalService(
                connector(database),
                addresses.service(name),
                environment().ofOneRole(name, database, kafka.get().bootstrapServers()),
                new ConnectRest(connect.get().url()),
                settings.progress());
        teardown.add(Phase.SERVICES, service);
        service.watch();
        return service;
    }

    private ServiceDatabase database(Future<PostgresServer> postgres) throws ExecutionException, InterruptedException {
        JdbcUrl given = settings.given().get(name);
        if (given != null) {
            return new GivenDatabase(name, given).open();
        }
        return new DatabaseInstaller(postgres.get().address()).install(name, secrets::password, contracts.schema(name));
    }

    private OutboxConnector connector(ServiceDatabase database) {
        return new OutboxConnector(name, database, settings.connectorTemplate(), data.root());
    }

    private ServiceOptions options(ServiceDatabase database, String bootstrapServers) {
        return new ServiceOptions(
                name,
                modules.jar(name),
                addresses.service(name),
                environment().of(name, database, bootstrapServers),
                settings.jvmOptions().getOrDefault(name, List.of()),
                data.root(),
                data.log(name));
    }

    private ServiceEnvironment environment() {
        return new ServiceEnvironment(contracts.root(), addresses, settings.environment());
    }
}
