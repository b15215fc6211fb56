/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A difference between two versions of a JSON Schema that matters to somebody.
 *
 * @param pointer where it is in the newer one
 * @param breaking whether events that one side finds valid are invalid to the other
 */
record SchemaChange(String pointer, boolean breaking, String why) {

    /** What only explains. */
    private static final Set<String> ANNOTATIONS =
            Set.of("$schema", "$id", "$comment", "title", "description", "examples", "default", "deprecated");

    /** What holds named schemas. */
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions", "patternProperties");

    static List<SchemaChange> between(JsonNode before, JsonNode after) {
        List<SchemaChange> changes = new ArrayList<>();
        schema(before, after, "", changes);
        return changes;
    }

    private static void schema(JsonNode before, JsonNode after, String at, List<SchemaChange> changes) {
        if (!before.isObject() || !after.isObject()) {
            if (!before.equals(after)) {
                changes.add(new SchemaChange(at, true, where(at) + " was " + before + " and is " + after + "."));
            }
            return;
        }
        Set<String> keywords = new LinkedHashSet<>();
        after.fieldNames().forEachRemaining(keywords::add);
        before.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(ANNOTATIONS);
        for (String keyword : keywords) {
            String pointer = at + "/" + keyword;
            JsonNode old = before.path(keyword);
            JsonNode now = after.path(keyword);
            if (keyword.equals("required")) {
                required(old, now, at, changes);
            } else if (NAMED.contains(keyword)) {
                named(
                        old,
                        now,
                        pointer,
                        new Required(names(before.path("required")), names(after.path("required"))),
                        changes);
                addition(old, now, pointer, before, changes);
            } else if (keyword.equals("items") || keyword.equals("additionalProperties")) {
                schema(old, now, pointer, changes);
            } else if (!old.equals(now)) {
                changes.add(new SchemaChange(
                        pointer,
                        true,
                        "'" + keyword + "' of " + where(at) + " was " + text(old) + " and is " + text(now)
                                + ": old events or old readers do not fit any more."));
            }
        }
    }

    private static void required(JsonNode old, JsonNode now, String at, List<SchemaChange> changes) {
        Set<String> before = names(old);
        Set<String> after = names(now);
        for (String field : after) {
            if (!before.contains(field)) {
                changes.add(new SchemaChange(
                        at + "/required",
                        true,
                        "The field '" + field + "' of " + where(at)
                                + " is newly required, but events in the topics may lack it."));
            }
        }
        for (String field : before) {
            if (!after.contains(field)) {
                changes.add(
                        new SchemaChange(
                                at + "/required",
                                true,
                                "The field '" + field + "' of " + where(at)
                                        + " is not required any more (removed, renamed or optional), but old services rely on it."));
            }
        }
    }

    /** The required fields before and after. */
    private record Required(Set<String> before, Set<String> after) {}

    private static void named(
            JsonNode old, JsonNode now, String pointer, Required required, List<SchemaChange> changes) {
        old.properties().forEach(entry -> {
            String field = field(pointer, entry.getKey());
            if (now.has(entry.getKey())) {
                schema(entry.getValue(), now.path(entry.getKey()), field, changes);
            } else if (required.after().contains(entry.getKey())) {
                changes.add(new SchemaChange(
                        field, true, "The required field " + where(field) + " is described no more; was it renamed?"));
            } else if (!required.before().contains(entry.getKey())) {
                changes.add(new SchemaChange(
                        field,
                        false,
                        "The optional field " + where(field) + " is gone; who reads it finds it missing."));
            }
        });
    }

    private static void addition(
            JsonNode old, JsonNode now, String pointer, JsonNode schema, List<SchemaChange> changes) {
        if (schema.path("additionalProperties").asText("true").equals("false")) {
            now.properties().stream()
                    .filter(entry -> !old.has(entry.getKey()))
                    .forEach(entry -> changes.add(new SchemaChange(
                            field(pointer, entry.getKey()),
                            true,
                            "The field '" + entry.getKey() + "' is new, but old readers allow no additional ones.")));
        }
    }

    private static String field(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new TreeSet<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "not there" : node.toString();
    }

    private static String where(String pointer) {
        String path =
                pointer.replace("/properties/", ".").replaceFirst("^\\.", "").replace("/", ".");
        return path.isEmpty() ? "the event" : "'" + path + "'";
    }
}
