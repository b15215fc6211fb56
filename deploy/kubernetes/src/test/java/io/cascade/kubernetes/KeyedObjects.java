/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ConfigMaps and Secrets with their keys, and whoever refers to them, wherever in an object. */
final class KeyedObjects {

    /** @param key empty: only the object as a whole */
    record Use(String kind, String name, String key) {

        @Override
        public String toString() {
            return kind + "/" + name + (key.isEmpty() ? "" : " with the key " + key);
        }
    }

    private final Map<String, Set<String>> keys = new HashMap<>();
    private final Set<String> elsewhere;

    KeyedObjects(Manifests manifests, Set<String> elsewhere) {
        this.elsewhere = elsewhere;
        manifests.of("ConfigMap", "Secret").forEach(object -> {
            Set<String> all = new HashSet<>();
            for (String field : List.of("data", "stringData", "binaryData")) {
                object.json().path(field).fieldNames().forEachRemaining(all::add);
            }
            keys.put(object.toString(), all);
        });
        // What operators make of their objects.
        manifests
                .of("KafkaUser")
                .forEach(user -> keys.put(
                        "Secret/" + user.name(),
                        Set.of("ca.crt", "user.crt", "user.key", "user.p12", "user.password")));
        manifests
                .of("Kafka")
                .forEach(kafka -> keys.put(
                        "Secret/" + kafka.name() + "-cluster-ca-cert", Set.of("ca.crt", "ca.p12", "ca.password")));
        manifests.of("Cluster").forEach(cluster -> keys.put("Secret/" + cluster.name() + "-ca", Set.of("ca.crt")));
    }

    boolean has(Use use) {
        Set<String> found = keys.get(use.kind() + "/" + use.name());
        if (found == null) {
            return use.kind().equals("Secret") && elsewhere.contains(use.name());
        }
        return use.key().isEmpty() || found.contains(use.key());
    }

    List<Use> uses(Manifest manifest) {
        List<Use> uses = new ArrayList<>();
        collect(manifest.json(), uses);
        return uses;
    }

    private static void collect(JsonNode node, List<Use> uses) {
        node.properties().forEach(field -> use(field.getKey(), field.getValue(), uses));
        node.valueStream().forEach(child -> collect(child, uses));
    }

    private static void use(String field, JsonNode value, List<Use> uses) {
        switch (field) {
            case "secretKeyRef", "credentials" ->
                uses.add(new Use("Secret", name(value), value.path("key").asText("")));
            case "configMapKeyRef" ->
                uses.add(new Use("ConfigMap", name(value), value.path("key").asText("")));
            case "configMapRef" -> uses.add(new Use("ConfigMap", name(value), ""));
            case "secretRef", "passwordSecret" -> uses.add(new Use("Secret", name(value), ""));
            case "configMap" -> volume("ConfigMap", name(value), value, uses);
            // A volume's, or the owner's password of a database.
            case "secret" -> volume("Secret", value.path("secretName").asText(name(value)), value, uses);
            case "secretTargetRef" ->
                value.forEach(target -> uses.add(
                        new Use("Secret", name(target), target.path("key").asText(""))));
            case "trustedCertificates" ->
                value.forEach(trusted -> uses.add(new Use(
                        "Secret",
                        trusted.path("secretName").asText(),
                        trusted.path("certificate").asText(""))));
            case "certificateAndKey" -> {
                String secret = value.path("secretName").asText();
                uses.add(new Use("Secret", secret, value.path("certificate").asText()));
                uses.add(new Use("Secret", secret, value.path("key").asText()));
            }
            default -> {
                // Refers to nothing.
            }
        }
    }

    private static void volume(String kind, String name, JsonNode value, List<Use> uses) {
        uses.add(new Use(kind, name, ""));
        value.path("items")
                .forEach(item -> uses.add(new Use(kind, name, item.path("key").asText())));
    }

    private static String name(JsonNode reference) {
        return reference.path("name").asText();
    }
}
