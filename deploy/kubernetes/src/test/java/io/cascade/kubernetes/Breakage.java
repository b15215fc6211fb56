/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One change of one object. */
final class Breakage {

    private Breakage() {}

    /**
     * @param object kind and name
     * @param value JSON, or {@code -} to remove the field
     */
    static void at(Manifests manifests, String object, String pointer, String value) {
        JsonPointer field = JsonPointer.compile(pointer);
        Manifest manifest = manifests.all().stream()
                .filter(candidate -> candidate.toString().equals(object))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + object));
        JsonNode parent = manifest.json().at(field.head());
        String name = field.last().getMatchingProperty();
        if (parent instanceof ArrayNode array) {
            array.set(field.last().getMatchingIndex(), json(value));
        } else if (!(parent instanceof ObjectNode node)) {
            throw new AssertionError(object + " has no " + field.head());
        } else if (!value.equals("-")) {
            node.set(name, json(value));
        } else if (node.remove(name) == null) {
            throw new AssertionError(object + " has no " + pointer);
        }
    }

    private static JsonNode json(String value) {
        try {
            return new ObjectMapper().readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value, e);
        }
    }
}
