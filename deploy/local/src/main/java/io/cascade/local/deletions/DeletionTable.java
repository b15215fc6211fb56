/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.host.LocalStackException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The newest deletions of all services, a line each: of each deletion the service where it began. */
final class DeletionTable {

    private record Row(String service, JsonNode deletion, List<Levels.Level> levels) {

        String began() {
            return deletion.path("createdAt").asText();
        }

        List<String> cells() {
            return List.of(
                    Texts.began(deletion),
                    deletion.path("state").asText(),
                    service,
                    Texts.tables(deletion),
                    deletion.path("keys").asText(),
                    deletion.path("rows").asText(),
                    progress(levels),
                    deletion.path("id").asText());
        }
    }

    private static final List<String> HEAD =
            List.of("BEGAN", "STATE", "SERVICE", "TABLES", "KEYS", "ROWS", "SETTLED", "DELETION");

    private final Services services;
    private final DeletionsQuery query;
    private final Consumer<String> trouble;

    /** @param trouble takes what could not be found out */
    DeletionTable(Services services, DeletionsQuery query, Consumer<String> trouble) {
        this.services = services;
        this.query = query;
        this.trouble = trouble;
    }

    List<String> lines() {
        List<Row> rows = new ArrayList<>();
        for (String service : services.publishing()) {
            if (query.service() == null || query.service().equals(service)) {
                rows.addAll(rows(service));
            }
        }
        rows.sort(Comparator.comparing(Row::began).reversed());
        List<List<String>> cells = new ArrayList<>(List.of(HEAD));
        rows.stream().limit(query.limit()).map(Row::cells).forEach(cells::add);
        return aligned(cells);
    }

    private List<Row> rows(String service) {
        List<Row> rows = new ArrayList<>();
        try {
            for (JsonNode deletion : services.deletions(service, query.parameters())) {
                if (query.service() != null || begunThere(deletion)) {
                    rows.add(new Row(service, deletion, levels(service, deletion)));
                }
            }
        } catch (LocalStackException e) {
            trouble.accept(e.getMessage());
        }
        return rows;
    }

    private static boolean begunThere(JsonNode deletion) {
        String origin = deletion.path("origin").asText();
        return origin.equals("api") || origin.equals("sql");
    }

    /** What has settled needs no look at the services below. */
    private List<Levels.Level> levels(String service, JsonNode deletion) {
        if (deletion.path("state").asText().equals("settled")) {
            List<Levels.Level> levels = new ArrayList<>();
            deletion.path("relationships").forEach(each -> levels.add(new Levels.Level(each, List.of(), "")));
            return levels;
        }
        return Levels.of(services, service, deletion);
    }

    private static String progress(List<Levels.Level> levels) {
        List<String> parts = new ArrayList<>();
        for (Levels.Level level : levels) {
            String below = level.below().isEmpty() ? "" : " > " + progress(level.below());
            parts.add(level.name() + " " + Texts.progress(level.relationship()) + below);
        }
        return String.join(", ", parts);
    }

    private static List<String> aligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns - 1; i++) {
                line.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
            }
            lines.add(line.append(row.get(columns - 1)).toString());
        }
        return lines;
    }
}
