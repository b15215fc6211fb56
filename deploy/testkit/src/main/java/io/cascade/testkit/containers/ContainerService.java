/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import io.cascade.local.host.Ports;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.testkit.StackService;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service, its database and its containers. */
final class ContainerService implements StackService, AutoCloseable {

    private final ServiceContainer.Options options;
    private final ServiceDatabase database;
    private final ServiceContainer first;
    private final List<ServiceContainer> replicas = new CopyOnWriteArrayList<>();

    ContainerService(ServiceContainer.Options options, ServiceDatabase database, ServiceContainer first) {
        this.options = options;
        this.database = database;
        this.first = first;
    }

    ServiceDatabase database() {
        return database;
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public URI url() {
        return first.url();
    }

    @Override
    public String jdbcUrl() {
        return database.jdbcUrl();
    }

    @Override
    public String user() {
        return database.user();
    }

    @Override
    public String password() {
        return database.password();
    }

    @Override
    public String superuserJdbcUrl() {
        return database.superuserJdbcUrl();
    }

    @Override
    public String run() {
        return first.run();
    }

    @Override
    public boolean isAlive() {
        return first.isAlive();
    }

    @Override
    public void kill() {
        first.kill();
    }

    @Override
    public void stop() {
        first.stop();
    }

    @Override
    public void restart() {
        first.stop();
        first.startAgain();
        awaitReady(first);
    }

    @Override
    public Replica addReplica() {
        ServiceContainer.Options other = new ServiceContainer.Options(
                options.name(),
                options.image(),
                options.network(),
                options.contracts(),
                options.environment(),
                Ports.anyFreePort());
        ServiceContainer container = ServiceContainer.start(other);
        replicas.add(container);
        awaitReady(container);
        return new ContainerReplica(container);
    }

    void awaitReady() {
        awaitReady(first);
    }

    private static void awaitReady(ServiceContainer container) {
        try {
            container.awaitReady();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a service", e);
        }
    }

    @Override
    public void close() {
        replicas.forEach(Closing::quietly);
        Closing.quietly(first);
    }

    private record ContainerReplica(ServiceContainer container) implements Replica {

        @Override
        public URI url() {
            return container.url();
        }

        @Override
        public void kill() {
            container.kill();
        }

        @Override
        public void close() {
            container.stop();
        }
    }
}
