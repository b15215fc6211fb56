/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Strimzi's own containers keep the baseline standard only, unless a template says more; the namespace refuses such pods. */
final class StrimziContainers {

    /** Where in a spec the template is, and the containers of its pods. */
    private static final Map<String, Template> TEMPLATES = Map.of(
            "KafkaNodePool", new Template("/template", List.of("kafkaContainer")),
            "KafkaConnect", new Template("/template", List.of("connectContainer")),
            "Kafka",
                    new Template(
                            "/entityOperator/template", List.of("topicOperatorContainer", "userOperatorContainer")));

    private StrimziContainers() {}

    static List<String> problems(Manifests manifests) {
        return manifests.all().stream()
                .filter(manifest -> TEMPLATES.containsKey(manifest.kind()))
                .flatMap(StrimziContainers::problems)
                .toList();
    }

    private static Stream<String> problems(Manifest manifest) {
        Template template = TEMPLATES.get(manifest.kind());
        JsonNode containers = manifest.spec().at(template.pointer());
        return template.containers().stream()
                .filter(name -> !restricted(containers.path(name).path("securityContext")))
                .map(name -> manifest + ": the restricted standard refuses its " + name);
    }

    private static boolean restricted(JsonNode security) {
        return !security.path("allowPrivilegeEscalation").asBoolean(true)
                && security.path("runAsNonRoot").asBoolean()
                && security.path("seccompProfile").path("type").asText().equals("RuntimeDefault")
                && security.path("capabilities").path("drop").toString().equals("[\"ALL\"]");
    }

    private record Template(String pointer, List<String> containers) {}
}
