/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** One object as kustomize has rendered it. */
record Manifest(JsonNode json) {

    String kind() {
        return json.path("kind").asText();
    }

    String apiVersion() {
        return json.path("apiVersion").asText();
    }

    String name() {
        return json.path("metadata").path("name").asText();
    }

    JsonNode spec() {
        return json.path("spec");
    }

    Map<String, String> labels() {
        return texts(json.path("metadata").path("labels"));
    }

    /** An object of strings. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    @Override
    public String toString() {
        return kind() + "/" + name();
    }
}
