/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectorStatus;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.service.ServiceReadiness;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Each part a process of its own, a PostgreSQL server for each service, and a proxy in each connection that the network may
 * take away.
 */
final class ChaosStack {

    private final String bootstrapServers;
    private final JvmPart kafka;
    private final JvmPart connect;
    private final ConnectRest rest;
    private final Map<String, Site> sites;

    ChaosStack(String bootstrapServers, JvmPart kafka, JvmPart connect, ConnectRest rest, Map<String, Site> sites) {
        this.bootstrapServers = bootstrapServers;
        this.kafka = kafka;
        this.connect = connect;
        this.rest = rest;
        this.sites = sites;
    }

    /** A service, its database and its ways to the others. */
    record Site(
            String name,
            ServicePart service,
            PostgresPart postgres,
            TcpProxy toDatabase,
            TcpProxy connectorToDatabase,
            TcpProxy toKafka) {

        Db db() {
            return service.db();
        }

        String slot() {
            return service.database().slot();
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    JvmPart kafka() {
        return kafka;
    }

    JvmPart connect() {
        return connect;
    }

    ConnectRest rest() {
        return rest;
    }

    Site site(String service) {
        return Objects.requireNonNull(sites.get(service), service);
    }

    Collection<Site> sites() {
        return sites.values();
    }

    /** What an orchestrator does: whoever has ended is started again. And the network passes everything. */
    void bringUp() {
        sites.values().stream()
                .flatMap(site -> Stream.of(site.toDatabase(), site.connectorToDatabase(), site.toKafka()))
                .forEach(TcpProxy::pass);
        Stream<Part> servers = Stream.concat(sites.values().stream().map(Site::postgres), Stream.of(kafka, connect));
        Stream.concat(servers, sites.values().stream().map(Site::service)).forEach(part -> {
            Signals.thaw(part.process());
            if (!part.isAlive()) {
                part.restart();
            }
        });
    }

    /** Returns once everybody is at work; connectors that have failed are started again, as an orchestrator does. */
    void awaitWork() {
        for (Site site : sites.values()) {
            Waiting.until(
                    site.name() + " is ready", () -> site.service().readiness().equals(ServiceReadiness.READY));
            Waiting.until("the outbox of " + site.name() + " streams", () -> streams(site));
        }
    }

    private boolean streams(Site site) {
        ConnectorStatus status = connector(site.name());
        if (status.failure().isPresent()) {
            attempt(() -> rest.restart(site.name()));
        }
        return status.isRunning() && site.service().database().isStreamed();
    }

    /** Returns when nobody reads the slot any more. */
    void stopConnector(String service) {
        Waiting.until("the connector of " + service + " stops", () -> attempt(() -> rest.stop(service)));
        Waiting.until(
                "the connector of " + service + " has stopped",
                () -> !site(service).service().database().isStreamed());
    }

    /** Without the offset of its former life. */
    void startConnectorAnew(String service) {
        Waiting.until("the offset of " + service + " is forgotten", () -> attempt(() -> rest.forgetOffsets(service)));
        Waiting.until("the connector of " + service + " resumes", () -> attempt(() -> rest.resume(service)));
    }

    /** A worker that is away, or rebalances, refuses for a while. */
    private static boolean attempt(Runnable request) {
        try {
            request.run();
            return true;
        } catch (LocalStackException refused) {
            return false;
        }
    }

    /** Of unknown state while the worker does not answer. */
    ConnectorStatus connector(String service) {
        try {
            return rest.status(service);
        } catch (LocalStackException e) {
            return new ConnectorStatus("unknown", "", Optional.empty());
        }
    }
}
