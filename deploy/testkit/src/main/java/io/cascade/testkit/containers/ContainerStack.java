/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import io.cascade.contracts.Contracts;
import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectorTemplate;
import io.cascade.local.connect.ConnectorValues;
import io.cascade.local.host.ProjectHome;
import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackOptions;
import io.cascade.testkit.StackService;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The official images of PostgreSQL, Kafka and Debezium, and the services' own. */
public final class ContainerStack implements RunningStack {

    private final Contracts contracts;
    private final Backends backends;
    private final SortedMap<String, ContainerService> services = Collections.synchronizedSortedMap(new TreeMap<>());

    private ContainerStack(Contracts contracts, Backends backends) {
        this.contracts = contracts;
        this.backends = backends;
    }

    /**
     * Starts everything; returns once all services are ready and their outboxes stream.
     *
     * @throws RuntimeException when something does not start; nothing is left behind then
     */
    public static RunningStack start(StackOptions options) {
        ContainerStack stack = new ContainerStack(options.read(), new Backends());
        try {
            stack.run(options);
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void run(StackOptions options) {
        Path home = ProjectHome.find();
        SortedSet<String> names = contracts.services();
        Images images = new Images(home);
        names.forEach(images::of);
        backends.start();
        ServiceLauncher launcher = new ServiceLauncher(options, names, images, backends);
        List<CompletableFuture<Void>> starts = names.stream()
                .map(name -> CompletableFuture.runAsync(() -> services.put(name, launcher.start(name))))
                .toList();
        // All of them, also after a failure: whoever still started could not be stopped.
        CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
        ConnectorTemplate template = ConnectorTemplate.read(ProjectHome.connectorTemplate(home));
        ConnectRest connect = new ConnectRest(backends.connectUrl());
        for (ContainerService service : services.values()) {
            service.awaitReady();
            Map<String, String> connector = template.fill(ConnectorValues.of(service.name(), service.database()));
            connect.register(service.name(), connector, service.database()::isStreamed);
        }
    }

    @Override
    public Contracts contracts() {
        return contracts;
    }

    @Override
    public StackService service(String name) {
        ContainerService service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no service " + name + " among " + services());
        }
        return service;
    }

    @Override
    public Map<String, String> environment(String service) {
        throw new IllegalArgumentException("the stack runs " + service + " itself");
    }

    @Override
    public String bootstrapServers() {
        return backends.bootstrapServers();
    }

    @Override
    public URI connectUrl() {
        return backends.connectUrl();
    }

    @Override
    public void close() {
        services.values().parallelStream().forEach(Closing::quietly);
        backends.close();
    }
}
