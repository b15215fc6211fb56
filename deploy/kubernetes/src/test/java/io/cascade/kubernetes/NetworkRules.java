/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the policies allow for pods that exist and ports that they have; a wrong label denies without a word. */
final class NetworkRules {

    private final Manifests manifests;
    private final List<Pods> pods;
    private final List<String> problems = new ArrayList<>();

    private NetworkRules(Manifests manifests) {
        this.manifests = manifests;
        this.pods = manifests.pods();
    }

    static List<String> problems(Manifests manifests) {
        NetworkRules rules = new NetworkRules(manifests);
        rules.check();
        return rules.problems;
    }

    private void check() {
        boolean denied = manifests
                .of("NetworkPolicy")
                .anyMatch(policy -> policy.spec().path("podSelector").isEmpty()
                        && policy.spec().path("policyTypes").size() == 2
                        && !policy.spec().has("ingress")
                        && !policy.spec().has("egress"));
        if (!denied) {
            problems.add("no NetworkPolicy denies what the others do not allow");
        }
        manifests.of("NetworkPolicy").forEach(this::policy);
    }

    private void policy(Manifest policy) {
        List<Pods> subjects = selected(policy, policy.spec().path("podSelector"));
        policy.spec().path("ingress").forEach(rule -> {
            rule.path("from").forEach(peer -> peer(policy, peer));
            rule.path("ports").forEach(port -> port(policy, port, subjects));
        });
        policy.spec().path("egress").forEach(rule -> {
            List<Pods> targets = new ArrayList<>();
            rule.path("to").forEach(peer -> targets.addAll(peer(policy, peer)));
            if (!targets.isEmpty()) {
                rule.path("ports").forEach(port -> port(policy, port, targets));
            }
        });
    }

    private List<Pods> peer(Manifest policy, JsonNode peer) {
        return peer.has("namespaceSelector") || !peer.has("podSelector")
                ? List.of()
                : selected(policy, peer.path("podSelector"));
    }

    private List<Pods> selected(Manifest policy, JsonNode selector) {
        List<Pods> selected =
                pods.stream().filter(pod -> matches(pod.labels(), selector)).toList();
        if (selected.isEmpty()) {
            problems.add(policy + ": there is no pod with " + selector);
        }
        return selected;
    }

    static boolean matches(Map<String, String> labels, JsonNode selector) {
        return labels.entrySet().containsAll(References.labels(selector).entrySet())
                && selector.path("matchExpressions").valueStream().allMatch(expression -> {
                    if (!expression.path("operator").asText().equals("In")) {
                        throw new IllegalArgumentException("unknown operator in " + expression);
                    }
                    String label = labels.getOrDefault(expression.path("key").asText(), "");
                    return expression.path("values").valueStream().anyMatch(value -> value.asText()
                            .equals(label));
                });
    }

    private void port(Manifest policy, JsonNode port, List<Pods> targets) {
        String wanted = port.path("port").asText();
        if (!targets.isEmpty() && targets.stream().noneMatch(pod -> pod.hasPort(wanted))) {
            problems.add(policy + ": no pod has the port " + wanted);
        }
    }
}
