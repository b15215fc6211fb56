/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hosts and ports within settings, wherever they are: a misspelt one is only found by whoever waits for it. */
final class Addresses {

    /** A host with a port at the beginning of a text, or after a scheme, a separator or an assignment. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:^|//|,|=)([a-z][a-z0-9-]*)(?:\\.cascade\\.svc)?:([0-9]{4,5})");

    /** A broker tells clients its own address, and itself where its controller is. */
    private static final Set<String> LISTENERS = Set.of("KAFKA_CONTROLLER_QUORUM_VOTERS");

    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    private Addresses(Manifests manifests) {
        manifests.of("Service").forEach(service -> service.spec()
                .path("ports")
                .forEach(port ->
                        known.add(service.name() + ":" + port.path("port").asText())));
        manifests.of("Kafka").forEach(kafka -> kafka.spec()
                .path("kafka")
                .path("listeners")
                .forEach(listener -> known.add(kafka.name() + "-kafka-bootstrap:"
                        + listener.path("port").asText())));
        manifests.of("Cluster").forEach(cluster -> known.add(cluster.name() + "-rw:5432"));
    }

    static List<String> problems(Manifests manifests) {
        Addresses addresses = new Addresses(manifests);
        manifests.all().stream()
                .filter(manifest -> !manifest.kind().equals("PrometheusRule"))
                .forEach(manifest -> addresses.look(manifest, "", manifest.json()));
        return addresses.problems;
    }

    private void look(Manifest manifest, String field, JsonNode node) {
        if (node.has("name") && node.has("value")) {
            look(manifest, node.path("name").asText(), node.path("value"));
            return;
        }
        node.properties().forEach(entry -> look(manifest, entry.getKey(), entry.getValue()));
        node.forEach(child -> {
            if (!node.isObject()) {
                look(manifest, field, child);
            }
        });
        if (node.isTextual() && !field.startsWith("image") && !field.contains(".") && !LISTENERS.contains(field)) {
            text(manifest, field, node.asText());
        } else if (field.equals("database.hostname")) {
            expect(manifest, field, node.asText() + ":5432");
        }
        if (field.equals("DATABASE_HOSTNAME")) {
            expect(manifest, field, node.asText() + ":5432");
        }
    }

    private void text(Manifest manifest, String field, String text) {
        Matcher address = ADDRESS.matcher(text);
        while (address.find()) {
            expect(manifest, field, address.group(1) + ":" + address.group(2));
        }
    }

    private void expect(Manifest manifest, String field, String address) {
        if (!known.contains(address)) {
            problems.add(manifest + ": " + field + " names " + address + ", where nobody listens");
        }
    }
}
