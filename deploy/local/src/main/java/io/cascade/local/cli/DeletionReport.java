/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What happened on the way of one deletion, told from the publisher's own record and from Kafka. */
final class DeletionReport {

    private final JsonNode deletion;
    private final String bootstrapServers;

    DeletionReport(JsonNode deletion, String bootstrapServers) {
        this.deletion = deletion;
        this.bootstrapServers = bootstrapServers;
    }

    void print(PrintWriter out) {
        out.println("On the way:");
        out.println("  deletion " + text(deletion, "id") + " is " + text(deletion, "state"));
        for (JsonNode event : deletion.path("events")) {
            String id = text(event, "id");
            String topic = text(event, "topic");
            Optional<EventLocation> location = EventLocation.find(bootstrapServers, topic, id);
            out.println("  event " + id + " on topic " + topic
                    + location.map(found -> ", partition " + found.partition() + ", offset " + found.offset())
                            .orElse(", not found there"));
        }
        for (JsonNode relationship : deletion.path("relationships")) {
            out.println("  relationship " + text(relationship, "name") + " is " + text(relationship, "state") + ": "
                    + text(relationship, "eventsApplied") + " of " + text(relationship, "events") + " events, "
                    + text(relationship, "rows") + " rows deleted" + acknowledged(relationship));
        }
    }

    private String acknowledged(JsonNode relationship) {
        try {
            OffsetDateTime created = OffsetDateTime.parse(text(deletion, "createdAt"));
            OffsetDateTime applied = OffsetDateTime.parse(text(relationship, "appliedAt"));
            return ", known to the parent's service after "
                    + Duration.between(created, applied).toMillis() + " ms";
        } catch (DateTimeParseException notYet) {
            return "";
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("?");
    }
}
