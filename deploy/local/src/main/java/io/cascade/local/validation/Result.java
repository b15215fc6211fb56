/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one relationship's validation.
 *
 * @param validation as the service shows it; null when it does not answer
 * @param failure why it does not
 */
record Result(String relationship, String service, @Nullable JsonNode validation, @Nullable String failure) {

    /** Whether something differs, or did before it was mended. */
    boolean drift() {
        return count("missing") + count("surplus") + count("orphans") > 0;
    }

    /** Whether there is an answer, and it is about all keys. */
    boolean told() {
        return validation != null && validation.path("state").asText().equals("done") && count("undecided") == 0;
    }

    /** With the service, and with a state where there is no answer. */
    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("service", service);
        if (validation == null) {
            return json.put("relationship", relationship)
                    .put("state", "unanswered")
                    .put("reason", failure);
        }
        json.setAll((ObjectNode) validation);
        return json;
    }

    /** For a person. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (validation == null || !validation.path("state").asText().equals("done")) {
            lines.add(relationship + ": could not tell: "
                    + (validation == null ? failure : validation.path("reason").asText()));
            if (!drift()) {
                return lines;
            }
        }
        String proven = ", proven as of " + text("provenAt") + " (" + text("provenLsn") + ")";
        if (!drift()) {
            lines.add(relationship + ": no drift among " + count("compared") + " keys" + proven);
        } else {
            long differ = count("missing") + count("surplus");
            lines.add(relationship + ": " + (complete() ? "" : "at least ") + differ + " keys differ of "
                    + count("compared") + proven);
            add(lines, "missing", "missing in the replica");
            add(lines, "surplus", "surplus in the replica, their children are orphans");
            add(lines, "orphans", "rows refer to no key that there is");
            add(lines, "repaired", "keys were mended");
        }
        add(lines, "waiting", "keys differ because their event waits for a transaction or a person");
        add(lines, "undecided", "keys changed each time that they were looked at; try again");
        return lines;
    }

    private void add(List<String> lines, String name, String words) {
        if (count(name) > 0) {
            lines.add("  " + count(name) + " " + words);
        }
    }

    private boolean complete() {
        return validation == null || validation.path("complete").asBoolean(true);
    }

    private String text(String name) {
        return validation == null ? "" : validation.path(name).asText();
    }

    private long count(String name) {
        return validation == null ? 0 : validation.path(name).asLong();
    }
}
