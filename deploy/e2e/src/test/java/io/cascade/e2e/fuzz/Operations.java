/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a service's OpenAPI document promises. */
public record Operations(JsonNode document, List<Operation> all) {

    private static final Path DIRECTORY = Path.of("../../contracts/openapi");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    /**
     * @param parameters of the document: objects with {@code name}, {@code in} and {@code schema}
     * @param body schema of the request's JSON; missing when there is none
     * @param statuses that it may answer with
     */
    public record Operation(
            String method, String path, List<JsonNode> parameters, JsonNode body, Set<Integer> statuses) {

        public String name() {
            return method + " " + path;
        }
    }

    public static Operations of(String service) {
        try {
            JsonNode document = new YAMLMapper().readTree(Files.readString(DIRECTORY.resolve(service + ".yaml")));
            List<Operation> all = new ArrayList<>();
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    if (METHODS.contains(operation.getKey())) {
                        all.add(operation(path.getKey(), operation.getKey(), operation.getValue()));
                    }
                }
            }
            return new Operations(document, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation operation(String path, String method, JsonNode operation) {
        List<JsonNode> parameters = new ArrayList<>();
        operation.path("parameters").forEach(parameters::add);
        Set<Integer> statuses = new HashSet<>();
        operation.path("responses").fieldNames().forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
        return new Operation(
                method.toUpperCase(Locale.ROOT),
                path,
                parameters,
                operation.at("/requestBody/content/application~1json/schema"),
                statuses);
    }

    /** The schema itself, where there is a reference to it. */
    JsonNode resolved(JsonNode schema) {
        JsonNode at = schema;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }
}
