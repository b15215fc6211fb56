/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** One deletion with everything below it. */
final class DeletionTree {

    private final List<String> lines = new ArrayList<>();

    private DeletionTree() {}

    static List<String> of(String service, JsonNode deletion, List<Levels.Level> levels) {
        DeletionTree tree = new DeletionTree();
        tree.head(service, deletion);
        tree.add(levels, "");
        return tree.lines;
    }

    private void head(String service, JsonNode deletion) {
        lines.add("deletion " + deletion.path("id").asText() + ": " + state(deletion));
        lines.add("began " + Texts.began(deletion) + " in " + service + ", by "
                + deletion.path("origin").asText() + " as "
                + deletion.path("requestedBy").asText() + client(deletion)
                + took(deletion));
        lines.add(service);
        for (JsonNode table : deletion.path("tables")) {
            lines.add("│  " + table.path("table").asText() + ": "
                    + Texts.count(table.path("keys").asLong(), "key", "keys"));
        }
    }

    private static String state(JsonNode node) {
        String reason = node.path("reason").asText("");
        return node.path("state").asText() + (reason.isEmpty() ? "" : ", " + reason);
    }

    private static String client(JsonNode deletion) {
        String client = deletion.path("client").asText("");
        return client.isEmpty() ? "" : " (" + client + ")";
    }

    private static String took(JsonNode deletion) {
        if (!deletion.has("settledAt")) {
            return "";
        }
        Duration took = Duration.between(
                OffsetDateTime.parse(deletion.path("createdAt").asText()),
                OffsetDateTime.parse(deletion.path("settledAt").asText()));
        return ", settled after " + Texts.duration(took.toMillis());
    }

    private void add(List<Levels.Level> levels, String indent) {
        for (int i = 0; i < levels.size(); i++) {
            boolean last = i == levels.size() - 1;
            Levels.Level level = levels.get(i);
            JsonNode relationship = level.relationship();
            lines.add(indent + (last ? "└─ " : "├─ ") + level.name() + ", "
                    + level.service() + " "
                    + relationship.at("/child/table").asText("?") + ": " + Texts.progress(relationship) + " events, "
                    + Texts.count(relationship.path("rows").asLong(), "row", "rows") + lag(relationship) + ", "
                    + state(relationship) + (level.note().isEmpty() ? "" : " (" + level.note() + ")"));
            add(level.below(), indent + (last ? "   " : "│  "));
        }
    }

    private static String lag(JsonNode relationship) {
        return relationship.has("lagMillis")
                ? ", " + Texts.duration(relationship.path("lagMillis").asLong())
                : "";
    }
}
