/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * The order in which tables get their rows back: those that are referred to first. Where foreign keys go round in a circle
 * it is the order in which the rows went, in which the row that took others along comes first.
 */
final class ReturnOrder {

    private final DSLContext tx;

    ReturnOrder(DSLContext tx) {
        this.tx = tx;
    }

    List<KeptRow.Group> of(Collection<KeptRow.Group> groups) {
        Set<KeptRow.Group> left = new LinkedHashSet<>(groups);
        List<KeptRow.Group> order = new ArrayList<>();
        Map<String, Set<String>> referred = groups.size() < 2 ? Map.of() : referred(groups);
        while (!left.isEmpty()) {
            KeptRow.Group next = left.stream()
                    .filter(group -> left.stream()
                            .noneMatch(other -> !other.relation().equals(group.relation())
                                    && referred.getOrDefault(group.relation(), Set.of())
                                            .contains(other.relation())))
                    .findFirst()
                    .orElseGet(() -> left.iterator().next());
            left.remove(next);
            order.add(next);
        }
        return order;
    }

    /** For each table those that its foreign keys refer to. */
    private Map<String, Set<String>> referred(Collection<KeptRow.Group> groups) {
        String[] relations =
                groups.stream().map(KeptRow.Group::relation).distinct().toArray(String[]::new);
        return tx
                .fetch(
                        """
                        SELECT c.name, r.name FROM unnest(CAST(? AS text[])) AS c (name), unnest(CAST(? AS text[])) AS r (name)
                        WHERE EXISTS (SELECT FROM pg_constraint AS f WHERE f.contype = 'f'
                            AND f.conrelid = to_regclass(c.name) AND f.confrelid = to_regclass(r.name))
                        """,
                        relations,
                        relations)
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.get(0, String.class),
                        Collectors.mapping(row -> row.get(1, String.class), Collectors.toSet())));
    }
}
