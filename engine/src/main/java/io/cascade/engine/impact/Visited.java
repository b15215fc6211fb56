/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.KeyBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was asked about on the way to a level, so that rows that refer to one another in a circle end the search. Kept only for
 * relationships that can come again: where no circle of tables is, nothing is carried along.
 */
record Visited(Map<String, Map<String, List<String>>> keys) {

    Visited {
        keys = Map.copyOf(keys);
    }

    /**
     * Of the keys those that the relationship was not asked about.
     *
     * @throws IllegalArgumentException when what was asked about are no keys of it
     */
    KeyBatch without(Relationship relationship, KeyBatch batch) {
        Map<String, List<String>> asked = keys.get(relationship.name());
        return asked == null ? batch : batch.minus(AskedKeys.of(relationship, asked));
    }

    Visited and(Relationship relationship, KeyBatch batch, Contracts contracts) {
        if (!comesAgain(relationship, contracts)) {
            return this;
        }
        Map<String, List<String>> asked = new HashMap<>();
        List<String> columns = relationship.parent().keyColumns();
        for (int i = 0; i < columns.size(); i++) {
            List<String> values = new ArrayList<>(
                    keys.getOrDefault(relationship.name(), Map.of()).getOrDefault(columns.get(i), List.of()));
            values.addAll(batch.columns().get(i));
            asked.put(columns.get(i), values);
        }
        Map<String, Map<String, List<String>>> all = new HashMap<>(keys);
        all.put(relationship.name(), asked);
        return new Visited(all);
    }

    /** By the service: within one, any table may be led to any other by foreign keys that contracts do not know. */
    private static boolean comesAgain(Relationship relationship, Contracts contracts) {
        Set<String> reached = new HashSet<>();
        List<String> next = new ArrayList<>(List.of(relationship.child().service()));
        while (!next.isEmpty()) {
            String service = next.remove(next.size() - 1);
            if (reached.add(service)) {
                contracts
                        .publishedBy(service)
                        .values()
                        .forEach(relationships -> relationships.forEach(
                                below -> next.add(below.child().service())));
            }
        }
        return reached.contains(relationship.parent().service());
    }
}
