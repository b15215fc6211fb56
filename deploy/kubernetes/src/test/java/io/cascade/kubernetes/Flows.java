/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who reaches whom by all policies of an overlay together: a connection has to be allowed at both of its ends. */
final class Flows {

    private static final String NAME = "kubernetes.io/metadata.name";

    /** Namespaces and pods that are not made here. */
    private static final Map<String, End> OUTSIDE = Map.of(
            "dns", new End(Map.of("k8s-app", "kube-dns"), Map.of(NAME, "kube-system"), Map.of()),
            "monitoring", new End(Map.of(), Map.of("cascade-monitoring", "allowed"), Map.of()),
            "ingress", new End(Map.of(), Map.of("cascade-ingress", "allowed"), Map.of()),
            "issuer", new End(Map.of(), Map.of("cascade-issuer", "allowed"), Map.of()),
            "operators", new End(Map.of(), Map.of("cascade-operators", "allowed"), Map.of()),
            "stranger", new End(Map.of(), Map.of(NAME, "default"), Map.of()));

    private static final Map<String, String> HERE = Map.of(NAME, "cascade");

    private final List<Manifest> policies;
    private final List<Pods> pods;

    Flows(Manifests manifests) {
        this.policies = manifests.of("NetworkPolicy").toList();
        this.pods = manifests.pods();
    }

    /**
     * @param from the label cascade-role of pods, or somebody outside
     * @param to likewise
     * @param port with {@code /UDP} if it is not TCP
     * @return whether each connection between the two is allowed
     */
    List<Boolean> allowed(String from, String to, String port) {
        List<Boolean> allowed = new ArrayList<>();
        ends(from).forEach(source -> ends(to).forEach(target -> allowed.add(
                allows("Egress", source, target, target, port) && allows("Ingress", target, source, target, port))));
        return allowed;
    }

    private List<End> ends(String name) {
        if (OUTSIDE.containsKey(name)) {
            return List.of(OUTSIDE.get(name));
        }
        return pods.stream()
                .filter(pod -> name.equals(pod.labels().get("cascade-role")))
                .map(pod -> new End(pod.labels(), HERE, ports(pod)))
                .toList();
    }

    private boolean allows(String direction, End subject, End other, End target, String port) {
        if (subject.namespace() != HERE) {
            return true;
        }
        List<Manifest> selecting = policies.stream()
                .filter(policy -> policy.spec().path("policyTypes").toString().contains(direction))
                .filter(policy ->
                        NetworkRules.matches(subject.labels(), policy.spec().path("podSelector")))
                .toList();
        boolean egress = direction.equals("Egress");
        Stream<JsonNode> rules = selecting.stream()
                .flatMap(policy ->
                        policy.spec().path(egress ? "egress" : "ingress").valueStream());
        return selecting.isEmpty()
                || rules.anyMatch(rule ->
                        peers(rule.path(egress ? "to" : "from"), other) && ports(rule.path("ports"), target, port));
    }

    private static boolean peers(JsonNode peers, End other) {
        return peers.isEmpty()
                || peers.valueStream().anyMatch(peer -> {
                    boolean namespace = peer.has("namespaceSelector")
                            ? NetworkRules.matches(other.namespace(), peer.path("namespaceSelector"))
                            : other.namespace() == HERE;
                    return namespace && NetworkRules.matches(other.labels(), peer.path("podSelector"));
                });
    }

    private static boolean ports(JsonNode ports, End target, String wanted) {
        return ports.isEmpty()
                || ports.valueStream().anyMatch(port -> {
                    String name = port.path("port").asText();
                    String protocol = port.path("protocol").asText("TCP");
                    String number = target.ports().getOrDefault(name, name);
                    return wanted.equals(protocol.equals("TCP") ? number : number + "/" + protocol);
                });
    }

    private static Map<String, String> ports(Pods pod) {
        Map<String, String> ports = new HashMap<>();
        pod.containers().stream()
                .flatMap(container -> container.path("ports").valueStream())
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asText()));
        return ports;
    }

    /** @param ports numbers by names, where a pod is written out here */
    private record End(Map<String, String> labels, Map<String, String> namespace, Map<String, String> ports) {}
}
