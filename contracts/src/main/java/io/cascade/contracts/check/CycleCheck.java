/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables that refer to each other in a circle. */
final class CycleCheck {

    List<Finding> findings(List<Relationship> relationships) {
        Map<Set<TableNode>, List<Relationship>> cycles = new LinkedHashMap<>();
        for (Relationship relationship : relationships) {
            Set<TableNode> circle = reachable(TableNode.parent(relationship), relationships);
            circle.removeIf(node -> !reachable(node, relationships).contains(TableNode.parent(relationship)));
            if (circle.contains(TableNode.child(relationship))) {
                cycles.computeIfAbsent(circle, unused -> new ArrayList<>()).add(relationship);
            }
        }
        return cycles.values().stream().map(CycleCheck::finding).toList();
    }

    private static Finding finding(List<Relationship> cycle) {
        String names = cycle.stream().map(r -> "'" + r.name() + "'").collect(Collectors.joining(", "));
        String circle = (cycle.size() == 1 ? names + " refers to its own table" : names + " form a cycle") + ": ";
        if (cycle.stream().allMatch(relationship -> relationship.onDelete().refuses())) {
            return Finding.about(
                    cycle.get(0),
                    cycle.size() == 1 ? Severity.INFO : Severity.WARNING,
                    circle + "rows that refer to each other all the way round can never be deleted.",
                    "Take the rows out of the cycle before you delete them, or give one relationship another action.");
        }
        if (cycle.stream().allMatch(relationship -> relationship.onDelete() == OnDelete.CASCADE)) {
            return Finding.about(
                    cycle.get(0),
                    Severity.INFO,
                    circle + "a delete goes round until no row is left that refers to a deleted one. It ends, because"
                            + " deleting an absent row publishes nothing.",
                    "Nothing, if one delete may take all rows of the cycle with it.");
        }
        return Finding.about(
                cycle.get(0),
                Severity.INFO,
                circle + "a delete goes round until it comes to "
                        + cycle.stream()
                                .filter(relationship -> relationship.onDelete() != OnDelete.CASCADE)
                                .map(relationship -> "'" + relationship.name() + "' ("
                                        + relationship.onDelete().sql() + ")")
                                .collect(Collectors.joining(" or "))
                        + ".",
                "Nothing, if that is meant.");
    }

    /** The tables whose rows a delete of a row of this one can come to, itself only if it comes back. */
    private static Set<TableNode> reachable(TableNode start, List<Relationship> relationships) {
        Set<TableNode> reached = new LinkedHashSet<>();
        List<TableNode> open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            TableNode node = open.remove(open.size() - 1);
            relationships.stream()
                    .filter(relationship -> TableNode.parent(relationship).equals(node))
                    .map(TableNode::child)
                    .filter(reached::add)
                    .forEach(open::add);
        }
        return reached;
    }
}
