/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import static java.util.function.Predicate.not;

import io.cascade.local.connect.ConnectWorker;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.RecordedProcesses;
import io.cascade.local.host.Secrets;
import io.cascade.local.kafka.KafkaBroker;
import io.cascade.local.metrics.MetricsEndpoint;
import io.cascade.local.postgres.GivenDatabase;
import io.cascade.local.postgres.PostgresOptions;
import io.cascade.local.postgres.PostgresServer;
import io.cascade.local.service.ServiceModules;
import io.cascade.local.service.ServiceOptions;
import io.cascade.local.stack.LocalStack.StartedStack;
import io.cascade.local.stack.Teardown.Phase;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Starts the parts side by side; each waits only for what it needs itself. */
final class StackStart {

    private final StackSettings settings;
    private final Teardown teardown;
    private final StartTasks tasks = new StartTasks();

    StackStart(StackSettings settings, Teardown teardown) {
        this.settings = settings;
        this.teardown = teardown;
    }

    /** Makes {@link #run()} fail soon, and returns once nothing starts any more. */
    void cancel() {
        teardown.startClosing();
        tasks.cancel();
    }

    StartedStack run() {
        ContractDirectory contracts = ContractDirectory.read(settings.contracts());
        ServiceModules modules = new ServiceModules(settings.home());
        Set<String> external = external(contracts);
        contracts.services().stream().filter(not(external::contains)).forEach(modules::jar);
        DataDirectory data = teardown.add(Phase.FILES, DataDirectory.open(settings.data()));
        RecordedProcesses processes = new RecordedProcesses(data.processes());
        processes
                .endOrphans(ServiceOptions.mark(data.root()) + " ")
                .forEach(orphan -> progress(orphan, "ended, left behind by an earlier run"));
        PostgresServer.endOrphan(data.postgres());
        boolean newStack = settings.fresh() || !Files.exists(data.postgres());
        settings.given().forEach((service, url) -> new GivenDatabase(service, url).check(newStack));
        if (settings.fresh()) {
            data.clear();
        }
        teardown.add(Phase.FILES, StackLog.to(data.log("stack")));
        Addresses addresses = Addresses.assign(contracts.services(), external, settings.ports(), data.ports());
        Secrets secrets = new Secrets(data.secrets());

        Future<PostgresServer> postgres = tasks.submitUninterrupted(() -> postgres(data, addresses, secrets));
        Future<KafkaBroker> kafka = tasks.submitUninterrupted(() -> kafka(data, addresses));
        Future<ConnectWorker> connect = tasks.submitUninterrupted(() -> connect(kafka, addresses));
        MetricsEndpoint metrics =
                teardown.add(Phase.CONNECT, MetricsEndpoint.start(settings.metricsRules(), addresses.metrics()));
        Map<String, Future<RunningService>> services = new HashMap<>();
        Map<String, Future<ExternalService>> left = new HashMap<>();
        for (String name : contracts.services()) {
            ServiceStart start =
                    new ServiceStart(name, settings, contracts, modules, addresses, data, processes, secrets, teardown);
            if (external.contains(name)) {
                left.put(name, tasks.submit(() -> start.leave(postgres, kafka, connect)));
            } else {
                services.put(name, tasks.submit(() -> start.run(postgres, kafka, connect)));
            }
        }
        tasks.awaitAll();
        return new StartedStack(
                results(services),
                results(left),
                contracts.root(),
                addresses.peers(),
                StartTasks.result(kafka).bootstrapServers(),
                StartTasks.result(connect).url(),
                metrics.url());
    }

    private Set<String> external(ContractDirectory contracts) {
        settings.external().forEach(name -> requireKnown(name, contracts, "to go without"));
        settings.given().keySet().forEach(name -> requireKnown(name, contracts, "to have a database"));
        return settings.external();
    }

    private static void requireKnown(String name, ContractDirectory contracts, String purpose) {
        if (!contracts.services().contains(name)) {
            throw new LocalStackException(
                    "There is no " + name + " " + purpose + ", only " + String.join(", ", contracts.services()) + ".");
        }
    }

    private PostgresServer postgres(DataDirectory data, Addresses addresses, Secrets secrets) {
        progress("postgres", "starts");
        PostgresOptions options = new PostgresOptions(
                data.postgres(),
                addresses.postgres(),
                secrets.password("postgres"),
                data.log("postgres"),
                settings.postgres());
        PostgresServer server =
                teardown.add(Phase.POSTGRES, PostgresServer.start(options, settings.postgresBinaries()));
        progress("postgres", "ready on 127.0.0.1:" + addresses.postgres());
        return server;
    }

    private KafkaBroker kafka(DataDirectory data, Addresses addresses) {
        progress("kafka", "starts");
        KafkaBroker broker = teardown.add(
                Phase.KAFKA, KafkaBroker.start(data.kafka(), addresses.kafka(), addresses.kafkaController()));
        progress("kafka", "ready on " + broker.bootstrapServers());
        return broker;
    }

    private ConnectWorker connect(Future<KafkaBroker> kafka, Addresses addresses)
            throws ExecutionException, InterruptedException {
        String bootstrapServers = kafka.get().bootstrapServers();
        progress("connect", "starts");
        ConnectWorker worker = teardown.add(Phase.CONNECT, ConnectWorker.start(bootstrapServers, addresses.connect()));
        progress("connect", "ready on " + worker.url());
        return worker;
    }

    private void progress(String part, String step) {
        settings.progress().report(part, step);
    }

    private static <T> Map<String, T> results(Map<String, Future<T>> services) {
        Map<String, T> results = new HashMap<>();
        services.forEach((name, service) -> results.put(name, StartTasks.result(service)));
        return results;
    }
}
