/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Relationship;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Columns of a child table that two relationships use. */
final class SharedColumnCheck {

    List<Finding> findings(List<Relationship> relationships) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < relationships.size(); i++) {
            for (int j = 0; j < relationships.size(); j++) {
                Relationship one = relationships.get(i);
                Relationship other = relationships.get(j);
                if (i == j || !TableNode.child(one).equals(TableNode.child(other))) {
                    continue;
                }
                if (sameColumns(one, other)) {
                    if (i > j) {
                        findings.add(sameReference(one, other));
                    }
                } else {
                    clearedReference(one, other, findings);
                }
            }
        }
        return findings;
    }

    private static boolean sameColumns(Relationship one, Relationship other) {
        return Set.copyOf(one.child().columns()).equals(Set.copyOf(other.child().columns()));
    }

    private static Finding sameReference(Relationship one, Relationship other) {
        return Finding.about(
                one,
                Severity.WARNING,
                "'" + one.name() + "' and '" + other.name() + "' (" + other.source() + ") use the same columns ("
                        + String.join(", ", one.child().columns()) + ") of " + TableNode.child(one)
                        + ": a row needs both parents at once, and whichever goes first acts on it ("
                        + one.onDelete().sql() + ", " + other.onDelete().sql() + ").",
                "Keep one of them, or give each its own columns.");
    }

    private static void clearedReference(Relationship one, Relationship other, List<Finding> findings) {
        Set<String> cleared = new HashSet<>(one.setColumns());
        cleared.retainAll(other.child().columns());
        if (!cleared.isEmpty()) {
            List<String> own = one.child().columns().stream()
                    .filter(column -> !other.child().columns().contains(column))
                    .toList();
            findings.add(Finding.about(
                    one,
                    Severity.WARNING,
                    "onDelete: " + one.onDelete().sql() + " of '" + one.name() + "' also changes "
                            + String.join(", ", cleared) + ", which '" + other.name() + "' (" + other.source()
                            + ") refers by: it would lose its parent too.",
                    own.isEmpty()
                            ? "Choose another action."
                            : "Set only its own columns: setColumns: [" + String.join(", ", own) + "]."));
        }
    }
}
