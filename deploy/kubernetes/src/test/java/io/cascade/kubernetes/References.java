/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What one object says of another: a cluster takes every name, and waits for ever for the wrong ones. */
final class References {

    private final Manifests manifests;
    private final List<Pods> pods;
    private final KeyedObjects keyed;
    private final List<String> problems = new ArrayList<>();

    private References(Manifests manifests, Set<String> elsewhere) {
        this.manifests = manifests;
        this.pods = manifests.pods();
        this.keyed = new KeyedObjects(manifests, elsewhere);
    }

    /** @param elsewhere names of secrets that somebody else makes */
    static List<String> problems(Manifests manifests, Set<String> elsewhere) {
        References references = new References(manifests, elsewhere);
        references.check();
        return references.problems;
    }

    private void check() {
        manifests.of("Service").forEach(this::service);
        manifests.of("Deployment", "StatefulSet").forEach(this::workload);
        manifests
                .of("PodDisruptionBudget")
                .forEach(budget -> selects(budget, budget.spec().path("selector")));
        manifests.of("HorizontalPodAutoscaler", "ScaledObject").forEach(this::scaler);
        manifests.of("PodMonitor").forEach(this::podMonitor);
        manifests.of("ServiceMonitor").forEach(this::serviceMonitor);
        manifests.of("KafkaNodePool", "KafkaTopic", "KafkaUser").forEach(object -> belongsTo(object, "Kafka"));
        manifests.of("KafkaConnector").forEach(object -> belongsTo(object, "KafkaConnect"));
        pods.stream().filter(Pods::writtenOut).forEach(this::pod);
        manifests.all().forEach(manifest -> keyed.uses(manifest).forEach(use -> {
            if (!keyed.has(use)) {
                problems.add(manifest + " refers to " + use + ", which is nowhere");
            }
        }));
    }

    private void service(Manifest service) {
        List<Pods> selected = selects(service, service.spec().path("selector"));
        service.spec().path("ports").forEach(port -> {
            String target = port.path("targetPort").asText(port.path("port").asText());
            if (selected.stream().noneMatch(pod -> pod.hasPort(target))) {
                problems.add(service + ": no container has the port " + target);
            }
        });
    }

    private void workload(Manifest workload) {
        Map<String, String> selector = labels(workload.spec().path("selector"));
        if (!Pods.of(workload).orElseThrow().matches(selector)) {
            problems.add(workload + ": its selector " + selector + " does not match its own pods");
        }
        String service = workload.spec().path("serviceName").asText("");
        if (!service.isEmpty() && manifests.find("Service", service).isEmpty()) {
            problems.add(workload + ": there is no service " + service);
        }
    }

    private void scaler(Manifest scaler) {
        JsonNode target = scaler.spec().path("scaleTargetRef");
        String kind = target.path("kind").asText("Deployment");
        String name = target.path("name").asText();
        if (manifests.find(kind, name).isEmpty()) {
            problems.add(scaler + ": there is no " + kind + "/" + name + " to scale");
        } else if (manifests.get(kind, name).spec().has("replicas")) {
            problems.add(scaler + ": " + kind + "/" + name + " sets replicas itself, so every apply would undo it");
        }
        scaler.spec().path("triggers").forEach(trigger -> {
            String authentication =
                    trigger.path("authenticationRef").path("name").asText("");
            if (!authentication.isEmpty()
                    && manifests.find("TriggerAuthentication", authentication).isEmpty()) {
                problems.add(scaler + ": there is no TriggerAuthentication/" + authentication);
            }
        });
        long scalers = manifests
                .of("HorizontalPodAutoscaler", "ScaledObject")
                .filter(other -> other.spec()
                        .path("scaleTargetRef")
                        .path("name")
                        .asText()
                        .equals(name))
                .count();
        if (scalers > 1) {
            problems.add(scaler + ": somebody else scales " + name + " too");
        }
    }

    private void podMonitor(Manifest monitor) {
        List<Pods> selected = selects(monitor, monitor.spec().path("selector"));
        monitor.spec().path("podMetricsEndpoints").forEach(endpoint -> {
            String port = endpoint.path("port").asText();
            if (selected.stream().noneMatch(pod -> pod.hasPort(port))) {
                problems.add(monitor + ": no pod that it selects has the port " + port);
            }
        });
    }

    private void serviceMonitor(Manifest monitor) {
        Map<String, String> selector = labels(monitor.spec().path("selector"));
        List<Manifest> services = manifests
                .of("Service")
                .filter(service -> service.labels().entrySet().containsAll(selector.entrySet()))
                .toList();
        monitor.spec().path("endpoints").forEach(endpoint -> {
            if (!endpoint.path("honorLabels").asBoolean()) {
                problems.add(monitor + ": replaces the label service, by which alerts name a service");
            }
            String port = endpoint.path("port").asText();
            if (services.isEmpty()
                    || !services.stream().allMatch(service -> service.spec()
                            .path("ports")
                            .valueStream()
                            .anyMatch(declared -> declared.path("name").asText().equals(port)))) {
                problems.add(monitor + ": not every service that it selects has the port " + port);
            }
        });
    }

    private void belongsTo(Manifest object, String kind) {
        String cluster = object.labels().getOrDefault("strimzi.io/cluster", "");
        if (manifests.find(kind, cluster).isEmpty()) {
            problems.add(object + ": there is no " + kind + "/" + cluster + " that it could belong to");
        }
    }

    private void pod(Pods pod) {
        String account = pod.spec().path("serviceAccountName").asText("default");
        if (manifests.find("ServiceAccount", account).isEmpty()) {
            problems.add(pod + ": there is no service account " + account);
        }
        pod.spec().path("topologySpreadConstraints").forEach(spread -> {
            if (!pod.matches(labels(spread.path("labelSelector")))) {
                problems.add(pod + ": spreads other pods than its own");
            }
        });
        List<String> volumes = Stream.concat(
                        pod.spec().path("volumes").valueStream().map(volume -> volume.path("name")
                                .asText()),
                        pod.owner()
                                .spec()
                                .path("volumeClaimTemplates")
                                .valueStream()
                                .map(claim ->
                                        claim.path("metadata").path("name").asText()))
                .toList();
        pod.allContainers().forEach(container -> {
            container.path("volumeMounts").forEach(mount -> {
                if (!volumes.contains(mount.path("name").asText())) {
                    problems.add(
                            pod + ": there is no volume " + mount.path("name").asText());
                }
            });
            Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                    .flatMap(probe -> Stream.of("httpGet", "tcpSocket").map(action -> container
                            .path(probe)
                            .path(action)
                            .path("port")
                            .asText("")))
                    .filter(port -> !port.isEmpty() && !pod.hasPort(port))
                    .forEach(
                            port -> problems.add(pod + ": a probe asks the port " + port + ", which it does not have"));
        });
    }

    private List<Pods> selects(Manifest by, JsonNode selector) {
        Map<String, String> labels = labels(selector);
        List<Pods> selected = pods.stream().filter(pod -> pod.matches(labels)).toList();
        if (selected.isEmpty() || labels.isEmpty()) {
            problems.add(by + ": selects no pod by " + labels);
        }
        return selected;
    }

    /** The labels of a selector of either form; expressions are not looked at. */
    static Map<String, String> labels(JsonNode selector) {
        boolean plain = !selector.has("matchLabels") && !selector.has("matchExpressions");
        return Manifest.texts(plain ? selector : selector.path("matchLabels"));
    }
}
