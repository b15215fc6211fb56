/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rules for every pod that is written out here, and for the templates of those that operators make. */
final class PodRules {

    /** Requests in flight, then the batch at hand of both consumers, as the services end. */
    private static final int OWN_SHUTDOWN_SECONDS = 10 + 20 + 20;

    private final Manifests manifests;
    private final List<String> problems = new ArrayList<>();

    private PodRules(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> problems(Manifests manifests) {
        PodRules rules = new PodRules(manifests);
        manifests.pods().stream().filter(Pods::writtenOut).forEach(rules::pod);
        rules.problems.addAll(StrimziContainers.problems(manifests));
        rules.problems.addAll(DataDirectories.problems(manifests));
        manifests
                .of("ServiceAccount")
                .filter(account ->
                        account.json().path("automountServiceAccountToken").asBoolean(true))
                .forEach(account -> rules.problems.add(account + ": hands out its token"));
        return rules.problems;
    }

    private void pod(Pods pod) {
        JsonNode security = pod.spec().path("securityContext");
        expect(security.path("runAsNonRoot").asBoolean(), pod + ": may run as root");
        expect(security.path("runAsUser").asInt() > 0, pod + ": does not say as whom it runs");
        expect(
                security.path("seccompProfile").path("type").asText().equals("RuntimeDefault"),
                pod + ": has no seccomp profile");
        expect(!pod.spec().path("automountServiceAccountToken").asBoolean(true), pod + ": mounts a token");
        expect(!pod.spec().path("enableServiceLinks").asBoolean(true), pod + ": gets settings from service links");
        pod.allContainers().forEach(container -> container(pod, container));
        if (!pod.owner().kind().equals("Job")) {
            pod.containers().forEach(container -> Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                    .forEach(probe -> expect(container.has(probe), named(pod, container) + ": has no " + probe)));
        }
        if ("service".equals(pod.labels().get("cascade-role"))) {
            service(pod);
        }
    }

    private void container(Pods pod, JsonNode container) {
        String name = named(pod, container);
        JsonNode security = container.path("securityContext");
        expect(!security.path("allowPrivilegeEscalation").asBoolean(true), name + ": may escalate its privileges");
        expect(security.path("readOnlyRootFilesystem").asBoolean(), name + ": may write to its root file system");
        expect(
                security.path("capabilities").path("drop").toString().equals("[\"ALL\"]"),
                name + ": keeps capabilities");
        JsonNode resources = container.path("resources");
        expect(resources.path("requests").has("cpu"), name + ": requests no CPU");
        expect(resources.path("requests").has("memory"), name + ": requests no memory");
        expect(resources.path("limits").has("memory"), name + ": has no limit of memory");
        String image = container.path("image").asText();
        expect(image.matches("[^:@]+(:[0-9][^:]*|@sha256:.*)"), name + ": its image " + image + " has no version");
    }

    private void service(Pods pod) {
        expect(
                pod.spec().path("securityContext").path("runAsUser").asInt() == 10001,
                pod + ": is not the image's user");
        JsonNode update = pod.owner().spec().path("strategy").path("rollingUpdate");
        expect(update.path("maxUnavailable").asText().equals("0"), pod + ": an update takes instances away");
        expect(
                pod.spec().path("topologySpreadConstraints").size() > 0,
                pod + ": all instances may be on the same node");
        int pause = pod.containers()
                .get(0)
                .path("lifecycle")
                .path("preStop")
                .path("sleep")
                .path("seconds")
                .asInt();
        expect(pause > 0, pod + ": ends while requests are still sent to it");
        expect(
                pod.spec().path("terminationGracePeriodSeconds").asInt(30) > pause + OWN_SHUTDOWN_SECONDS,
                pod + ": is killed before it has ended by itself");
        Map<String, String> labels = pod.labels();
        expect(
                manifests.of("PodDisruptionBudget").anyMatch(budget -> labels.entrySet()
                        .containsAll(References.labels(budget.spec().path("selector"))
                                .entrySet())),
                pod + ": a drain may take all instances at once");
    }

    private void expect(boolean kept, String problem) {
        if (!kept) {
            problems.add(problem);
        }
    }

    private static String named(Pods pod, JsonNode container) {
        return pod + " " + container.path("name").asText();
    }
}
