/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.Ports;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The port of every part, settled before anything starts, as the parts have to know each other's.
 *
 * @param services by name
 */
record Addresses(
        int postgres, int kafka, int kafkaController, int connect, int metrics, Map<String, Integer> services) {

    private static final Set<String> PARTS = Set.of("postgres", "kafka", "kafka-controller", "connect", "metrics");

    /**
     * Chooses and remembers.
     *
     * @param external those of the services that somebody else runs
     */
    static Addresses assign(
            Collection<String> services, Set<String> external, Map<String, Integer> chosen, Path memory) {
        Set<String> known = new TreeSet<>(PARTS);
        known.addAll(services);
        for (String part : chosen.keySet()) {
            if (!known.contains(part)) {
                throw new LocalStackException(
                        "There is no " + part + " to choose a port for, only " + String.join(", ", known) + ".");
            }
        }
        Ports ports = new Ports(chosen, memory);
        Map<String, Integer> byService = new TreeMap<>();
        services.forEach(service ->
                byService.put(service, external.contains(service) ? ports.reserve(service) : ports.assign(service)));
        Addresses addresses = new Addresses(
                ports.assign("postgres"),
                ports.assign("kafka"),
                ports.assign("kafka-controller"),
                ports.assign("connect"),
                ports.assign("metrics"),
                byService);
        ports.remember();
        return addresses;
    }

    int service(String name) {
        return services.get(name);
    }

    /** In the form of CASCADE_PEERS. */
    String peers() {
        return services.entrySet().stream()
                .map(service -> service.getKey() + "=http://127.0.0.1:" + service.getValue())
                .collect(Collectors.joining(","));
    }
}
