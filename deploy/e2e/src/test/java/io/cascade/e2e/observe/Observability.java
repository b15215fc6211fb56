/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of deploy/observability as they are. */
public final class Observability {

    public static final Path DIRECTORY = Path.of("../observability");

    /**
     * A query of one of the files.
     *
     * @param where for a person to find it
     */
    public record Query(String where, String expression) {}

    private Observability() {}

    /** Every rule, with its group's others, in the order of the file. */
    static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        yaml("alerts.yaml").path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    static List<JsonNode> alerts() {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    /** The expressions of the recording rules by the metric that they record. */
    public static Map<String, String> recorded() {
        Map<String, String> recorded = new LinkedHashMap<>();
        rules().stream()
                .filter(rule -> rule.has("record"))
                .forEach(rule -> recorded.put(
                        rule.path("record").asText(), rule.path("expr").asText()));
        return recorded;
    }

    static Map<String, JsonNode> dashboards() {
        Map<String, JsonNode> dashboards = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                dashboards.put(file.getFileName().toString(), new JsonMapper().readTree(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return dashboards;
    }

    /** Every query of rules and dashboards, with any series in the place of what a person chooses. */
    public static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        rules().forEach(rule -> queries.add(new Query(
                rule.path("alert").asText(rule.path("record").asText()),
                rule.path("expr").asText())));
        dashboards().forEach((file, dashboard) -> {
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.add(new Query(
                            file + ", " + panel.path("title").asText(),
                            chosen(target.path("expr").asText())));
                }
            }
        });
        return queries;
    }

    private static String chosen(String expression) {
        return expression.replaceAll("=~?\"\\$\\w+\"", "=~\".*\"").replace("$__rate_interval", "1m");
    }

    static JsonNode yaml(String file) {
        try {
            return new YAMLMapper().readTree(Files.readString(DIRECTORY.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
