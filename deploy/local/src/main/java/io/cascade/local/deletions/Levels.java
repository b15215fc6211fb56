/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.host.LocalStackException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A deletion with the levels below it, service by service. */
final class Levels {

    /**
     * A relationship that has to follow.
     *
     * @param below the relationships that have to follow it in turn
     * @param note why these are not here, although there may be some; empty when they are
     */
    record Level(JsonNode relationship, List<Level> below, String note) {

        String name() {
            return relationship.path("name").asText();
        }

        String service() {
            return relationship.at("/child/service").asText("?");
        }
    }

    private final Services services;
    private final String id;
    private final Set<String> visited = new HashSet<>();

    private Levels(Services services, String id) {
        this.services = services;
        this.id = id;
    }

    static List<Level> of(Services services, String service, JsonNode deletion) {
        Levels levels = new Levels(services, deletion.path("id").asText());
        levels.visited.add(service);
        return levels.of(deletion);
    }

    private List<Level> of(JsonNode deletion) {
        List<Level> found = new ArrayList<>();
        for (JsonNode relationship : deletion.path("relationships")) {
            String service = relationship.at("/child/service").asText();
            found.add(relationship.has("deletion") ? follow(relationship, service) : end(relationship, ""));
        }
        return found;
    }

    private Level follow(JsonNode relationship, String service) {
        if (!visited.add(service)) {
            return end(relationship, "what follows is above");
        }
        try {
            Optional<JsonNode> next = services.deletion(service, id);
            return new Level(relationship, next.map(this::of).orElse(List.of()), "");
        } catch (LocalStackException e) {
            return end(relationship, "what follows is unknown: " + e.getMessage());
        }
    }

    private static Level end(JsonNode relationship, String note) {
        return new Level(relationship, List.of(), note);
    }
}
