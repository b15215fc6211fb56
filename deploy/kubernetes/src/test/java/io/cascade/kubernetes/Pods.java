/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pods of one object.
 *
 * @param spec of the pod; missing where an operator writes it
 */
record Pods(Manifest owner, Map<String, String> labels, JsonNode spec) {

    /** As the operators make them; 9093 is the listener that the Kafka resource asks for. */
    private static final Map<String, Set<String>> OPERATED_PORTS = Map.of(
            "KafkaNodePool", Set.of("9090", "9091", "9093", "tcp-prometheus"),
            "KafkaConnect", Set.of("8083", "tcp-prometheus"),
            "Cluster", Set.of("5432", "8000", "metrics"));

    static Optional<Pods> of(Manifest owner) {
        return switch (owner.kind()) {
            case "Deployment", "StatefulSet", "Job" -> {
                JsonNode template = owner.spec().path("template");
                yield Optional.of(new Pods(
                        owner, Manifest.texts(template.path("metadata").path("labels")), template.path("spec")));
            }
            case "KafkaNodePool", "KafkaConnect" ->
                Optional.of(operated(
                        owner,
                        owner.spec()
                                .path("template")
                                .path("pod")
                                .path("metadata")
                                .path("labels"),
                        "strimzi.io/cluster",
                        owner.labels().getOrDefault("strimzi.io/cluster", owner.name())));
            case "Cluster" ->
                Optional.of(operated(
                        owner, owner.spec().path("inheritedMetadata").path("labels"), "cnpg.io/cluster", owner.name()));
            default -> Optional.empty();
        };
    }

    private static Pods operated(Manifest owner, JsonNode labels, String label, String cluster) {
        Map<String, String> all = new LinkedHashMap<>(Manifest.texts(labels));
        all.put(label, cluster);
        if (label.startsWith("strimzi")) {
            all.put("strimzi.io/kind", owner.kind().equals("KafkaConnect") ? "KafkaConnect" : "Kafka");
        } else {
            all.put("cnpg.io/podRole", "instance");
        }
        return new Pods(owner, all, MissingNode.getInstance());
    }

    boolean writtenOut() {
        return !spec.isMissingNode();
    }

    boolean matches(Map<String, String> selector) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    List<JsonNode> containers() {
        List<JsonNode> containers = new ArrayList<>();
        spec.path("containers").forEach(containers::add);
        return containers;
    }

    List<JsonNode> initContainers() {
        List<JsonNode> containers = new ArrayList<>();
        spec.path("initContainers").forEach(containers::add);
        return containers;
    }

    List<JsonNode> allContainers() {
        List<JsonNode> containers = new ArrayList<>(initContainers());
        containers.addAll(containers());
        return containers;
    }

    boolean hasPort(String name) {
        if (!writtenOut()) {
            return OPERATED_PORTS.get(owner.kind()).contains(name);
        }
        return containers().stream()
                .flatMap(container -> container.path("ports").valueStream())
                .anyMatch(port -> port.path("name").asText().equals(name)
                        || port.path("containerPort").asText().equals(name));
    }

    @Override
    public String toString() {
        return owner.toString();
    }
}
