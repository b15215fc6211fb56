/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.config.Peers;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The services of the contracts, with what is known of each. */
@Singleton
class ServiceDirectory {

    private final Contracts contracts;
    private final CascadeConfig config;
    private final Peers peers;
    private final PeerClient client;

    ServiceDirectory(Contracts contracts, CascadeConfig config, Peers peers, PeerClient client) {
        this.contracts = contracts;
        this.config = config;
        this.peers = peers;
        this.client = client;
    }

    boolean knows(String service) {
        return contracts.services().contains(service);
    }

    Optional<URI> url(String service) {
        return peers.of(service);
    }

    /** All are probed at once, so that ten that are down take no longer than one. */
    List<ServiceView> all() {
        Map<String, CompletableFuture<Boolean>> reachable = new LinkedHashMap<>();
        contracts.services().forEach(service -> reachable.put(service, probe(service)));
        return reachable.entrySet().stream()
                .map(service -> view(service.getKey(), service.getValue().join()))
                .toList();
    }

    private CompletableFuture<Boolean> probe(String service) {
        return isSelf(service)
                ? CompletableFuture.completedFuture(true)
                : peers.of(service).map(client::probe).orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private ServiceView view(String service, boolean reachable) {
        return new ServiceView(
                service,
                isSelf(service),
                peers.of(service).orElse(null),
                reachable,
                contracts.publishedBy(service).values().stream()
                        .flatMap(List::stream)
                        .map(Relationship::name)
                        .sorted()
                        .toList(),
                contracts.subscribedBy(service).stream()
                        .map(Relationship::name)
                        .sorted()
                        .toList());
    }

    private boolean isSelf(String service) {
        return service.equals(config.service());
    }
}
