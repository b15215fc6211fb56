/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.IntPredicate;

/** A delete that is published once more. What else the first payload says, it says too. */
public final class Redelivery {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private Redelivery() {}

    /**
     * @param payload as it was first published
     * @param relationships those that have not acknowledged it
     * @param keep which of its keys, by number from 0
     * @throws MalformedEventException when the payload is no event with keys
     */
    public static String of(String payload, List<String> relationships, IntPredicate keep) {
        ObjectNode root = parse(payload);
        ArrayNode names = root.putArray("relationships");
        relationships.forEach(names::add);
        root.put("redelivery", true);
        ObjectNode kept = JSON.createObjectNode();
        root.path("keys").properties().forEach(column -> {
            ArrayNode values = kept.putArray(column.getKey());
            for (int i = 0; i < column.getValue().size(); i++) {
                if (keep.test(i)) {
                    values.add(column.getValue().get(i));
                }
            }
        });
        root.set("keys", kept);
        return root.toString();
    }

    private static ObjectNode parse(String payload) {
        try {
            JsonNode root = JSON.readTree(payload);
            if (root instanceof ObjectNode object && object.path("keys").isObject()) {
                return object;
            }
            throw new MalformedEventException("the payload is no event with keys");
        } catch (JsonProcessingException e) {
            throw MalformedEventException.noJson(e);
        }
    }
}
