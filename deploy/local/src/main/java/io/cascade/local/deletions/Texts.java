/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** How parts of a deletion read. */
final class Texts {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss");

    private Texts() {}

    /** In this machine's time zone. */
    static String began(JsonNode deletion) {
        return TIME.format(LocalDateTime.ofInstant(
                OffsetDateTime.parse(deletion.path("createdAt").asText()).toInstant(), ZoneId.systemDefault()));
    }

    static String tables(JsonNode deletion) {
        List<String> tables = new ArrayList<>();
        deletion.path("tables").forEach(table -> tables.add(table.path("table").asText()));
        return String.join(", ", tables);
    }

    /** Keys are events away from being rows: the events say how far it is. */
    static String progress(JsonNode relationship) {
        return relationship.path("eventsSettled").asText("0") + "/"
                + relationship.path("events").asText("0");
    }

    static String duration(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (duration.toSeconds() < 10) {
            return millis + " ms";
        }
        return duration.toMinutes() < 2 ? duration.toSeconds() + " s" : duration.toMinutes() + " min";
    }

    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
