/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cascade.contracts.event.Restoration.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.JSONB;

/** Why rows have not come back: rows with the same reason together, and a bounded number of reasons. */
final class Refusals {

    /** Enough to see what is wrong; reasons hold no keys, so there are few. */
    private static final int REASONS = 50;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<List<String>, Long> rows = new LinkedHashMap<>();

    Refusals add(List<Refusal> refusals) {
        refusals.forEach(this::add);
        return this;
    }

    Refusals add(Refusal refusal) {
        List<String> reason = List.of(refusal.service(), refusal.relationship(), refusal.reason());
        List<String> other = List.of(refusal.service(), refusal.relationship(), "other reasons");
        rows.merge(rows.size() < REASONS || rows.containsKey(reason) ? reason : other, refusal.rows(), Long::sum);
        return this;
    }

    List<Refusal> list() {
        List<Refusal> list = new ArrayList<>();
        rows.forEach((reason, count) -> list.add(new Refusal(reason.get(0), reason.get(1), reason.get(2), count)));
        return list;
    }

    JSONB json() {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        list().forEach(refusal -> nodes.addObject()
                .put("service", refusal.service())
                .put("relationship", refusal.relationship())
                .put("reason", refusal.reason())
                .put("rows", refusal.rows()));
        return JSONB.valueOf(nodes.toString());
    }

    static List<Refusal> read(JSONB json) {
        List<Refusal> list = new ArrayList<>();
        try {
            for (JsonNode node : JSON.readTree(json.data())) {
                list.add(new Refusal(
                        node.path("service").asText(),
                        node.path("relationship").asText(),
                        node.path("reason").asText(),
                        node.path("rows").asLong()));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("refusals in the database are no JSON", e);
        }
        return list;
    }
}
