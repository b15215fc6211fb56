/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Relationship;
import io.cascade.contracts.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Deletions that could be restored in part only, because a level keeps nothing, or not for as long as the one above. */
final class RetentionCheck {

    List<Finding> findings(List<Relationship> relationships) {
        List<Finding> findings = new ArrayList<>();
        for (Relationship lower : relationships) {
            if (!lower.onDelete().refuses()) {
                relationships.stream()
                        .filter(upper -> keepsMore(upper, lower))
                        .findFirst()
                        .ifPresent(upper -> findings.add(finding(upper, lower)));
            }
        }
        return findings;
    }

    private static boolean keepsMore(Relationship upper, Relationship lower) {
        boolean together = TableNode.child(upper).equals(TableNode.parent(lower))
                || TableNode.parent(upper).equals(TableNode.parent(lower));
        Duration kept = upper.retain();
        Duration below = lower.retain();
        return together && kept != null && (below == null || below.compareTo(kept) < 0);
    }

    private static Finding finding(Relationship upper, Relationship lower) {
        String kept = Retention.text(Objects.requireNonNull(upper.retain()));
        Duration below = lower.retain();
        return Finding.about(
                lower,
                Severity.WARNING,
                "'" + upper.name() + "' (" + upper.source() + ") keeps what a deletion takes away for " + kept
                        + ", but '"
                        + lower.name() + "' " + (below == null ? "keeps nothing" : "only for " + Retention.text(below))
                        + ", so a deletion restored later comes back without rows of " + TableNode.child(lower) + ".",
                "Give '" + lower.name() + "' retain: " + kept + " as well.");
    }
}
