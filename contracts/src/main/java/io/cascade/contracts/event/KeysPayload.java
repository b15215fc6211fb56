/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.contracts.Propagation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the payloads of events about keys. */
final class KeysPayload {

    private KeysPayload() {}

    /** @throws IllegalArgumentException when the type carries no keys */
    static KeysEvent read(EventType type, JsonNode root) {
        String table = Fields.text(root, "table");
        List<String> relationships = relationships(root);
        return switch (type) {
            case KEYS_CREATED -> new KeysEvent.Created(table, relationships, version(root), keys(root));
            case KEYS_DELETED -> deleted(root, table, relationships, Propagation.BACKGROUND);
            case KEYS_ORPHANED -> deleted(root, table, relationships, Propagation.ORPHAN);
            case KEYS_BACKFILLED -> backfilled(root, table, relationships);
            case KEYS_INTENDED ->
                new KeysEvent.Intended(
                        table,
                        relationships,
                        version(root),
                        Fields.uuid(root, "deletion"),
                        propagation(root),
                        keys(root));
            case KEYS_KEPT ->
                new KeysEvent.Kept(table, relationships, Fields.uuid(root, "deletion"), Fields.uuid(root, "event"));
            case KEYS_RESTORED ->
                new KeysEvent.Restored(
                        table,
                        relationships,
                        Fields.uuid(root, "deletion"),
                        Fields.uuid(root, "event"),
                        Fields.integer(root, "since", 1),
                        Fields.flag(root, "redelivery"));
            case BACKFILL_REQUESTED,
                    DELIVERIES_REPORTED,
                    VOTES_CAST,
                    RESTORATIONS_REPORTED,
                    RELATIONSHIPS_PAUSED,
                    DELIVERIES_PROGRESSED,
                    DECISIONS_REQUESTED -> throw new IllegalArgumentException(type + " carries no keys");
        };
    }

    private static Propagation propagation(JsonNode root) {
        String id = root.has("propagation") ? Fields.text(root, "propagation") : Propagation.BACKGROUND.id();
        return Propagation.of(id)
                .orElseThrow(() -> new MalformedEventException(
                        "'propagation' is not one of " + String.join(", ", Propagation.ids())));
    }

    private static KeysEvent.Deleted deleted(
            JsonNode root, String table, List<String> relationships, Propagation propagation) {
        boolean redelivery = Fields.flag(root, "redelivery");
        return new KeysEvent.Deleted(
                table,
                relationships,
                version(root),
                Fields.uuid(root, "deletion"),
                propagation,
                redelivery,
                retain(root),
                keys(root, redelivery));
    }

    private static boolean retain(JsonNode root) {
        JsonNode value = root.path("retain");
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new MalformedEventException("'retain' is neither true nor false");
        }
        return value.asBoolean(true);
    }

    private static KeysEvent.Backfilled backfilled(JsonNode root, String table, List<String> relationships) {
        int buckets = Math.toIntExact(Math.min(Fields.integer(root, "buckets", 1), Integer.MAX_VALUE));
        long bucket = Fields.integer(root, "bucket", 0);
        if (bucket >= buckets) {
            throw new MalformedEventException("'bucket' is not below 'buckets'");
        }
        return new KeysEvent.Backfilled(table, relationships, Fields.uuid(root, "request"), (int) bucket, buckets);
    }

    static List<String> relationships(JsonNode root) {
        JsonNode node = root.path("relationships");
        if (!node.isArray() || node.isEmpty()) {
            throw new MalformedEventException("'relationships' is missing, empty or no array");
        }
        List<String> names = new ArrayList<>(node.size());
        for (JsonNode name : node) {
            if (!name.isTextual()) {
                throw new MalformedEventException("'relationships' holds something else than names");
            }
            names.add(name.textValue());
        }
        return names;
    }

    static long version(JsonNode root) {
        return Fields.integer(root, "version", 1);
    }

    private static Map<String, List<String>> keys(JsonNode root) {
        return keys(root, false);
    }

    /** @param none whether there may be none, because the publisher only wants to hear of the event */
    private static Map<String, List<String>> keys(JsonNode root, boolean none) {
        JsonNode node = root.path("keys");
        if (!node.isObject() || node.isEmpty()) {
            throw new MalformedEventException("'keys' is missing, empty or no object");
        }
        Map<String, List<String>> keys = new LinkedHashMap<>();
        int length = -1;
        for (Map.Entry<String, JsonNode> column : node.properties()) {
            List<String> values = values(column.getValue(), none);
            if (length >= 0 && values.size() != length) {
                throw new MalformedEventException("the columns of 'keys' have different lengths");
            }
            length = values.size();
            keys.put(column.getKey(), values);
        }
        return keys;
    }

    private static List<String> values(JsonNode node, boolean none) {
        if (!node.isArray() || node.isEmpty() && !none) {
            throw new MalformedEventException("a column of 'keys' is empty or no array");
        }
        List<String> values = new ArrayList<>(node.size());
        for (JsonNode value : node) {
            if (!value.isTextual() && !value.isIntegralNumber()) {
                throw new MalformedEventException("a key is neither a string nor an integer");
            }
            values.add(value.asText());
        }
        return values;
    }
}
