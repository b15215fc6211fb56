/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Relationship;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tables on which the limit of another relationship counts than the one that somebody reads. */
final class MaxKeysCheck {

    List<Finding> findings(List<Relationship> relationships) {
        Map<TableNode, List<Relationship>> tables = relationships.stream()
                .filter(relationship -> relationship.maxKeys() != null)
                .collect(Collectors.groupingBy(TableNode::parent, LinkedHashMap::new, Collectors.toList()));
        return tables.entrySet().stream()
                .flatMap(table -> finding(table.getKey(), table.getValue()).stream())
                .toList();
    }

    private static Optional<Finding> finding(TableNode table, List<Relationship> limited) {
        if (limited.stream().map(Relationship::maxKeys).distinct().count() < 2) {
            return Optional.empty();
        }
        Relationship least = limited.stream()
                .min(Comparator.comparing(relationship -> Objects.requireNonNull(relationship.maxKeys())))
                .orElseThrow();
        return Optional.of(Finding.about(
                least,
                Severity.INFO,
                "One statement may delete " + least.maxKeys() + " rows of " + table
                        + ", because the least maxKeys counts: "
                        + limited.stream()
                                .map(relationship -> "'" + relationship.name() + "' says " + relationship.maxKeys())
                                .collect(Collectors.joining(", "))
                        + ".",
                "Give all of them the same."));
    }
}
