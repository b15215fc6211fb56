/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Guards;
import io.cascade.contracts.Relationship;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tables whose rows cannot simply be deleted any more, which applications have to know. */
final class GuardCheck {

    List<Finding> findings(List<Relationship> relationships) {
        Guards guards = new Guards(new Contracts(relationships));
        Map<TableNode, List<Relationship>> guarded = relationships.stream()
                .filter(guards::asks)
                .collect(Collectors.groupingBy(TableNode::parent, LinkedHashMap::new, Collectors.toList()));
        return guarded.entrySet().stream()
                .map(entry -> finding(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Finding finding(TableNode table, List<Relationship> asked) {
        return Finding.about(
                asked.get(0),
                Severity.INFO,
                "A plain DELETE on " + table + " is refused, because it has to be asked for first: "
                        + asked.stream().map(GuardCheck::reason).collect(Collectors.joining(", ")) + ".",
                "Delete by SELECT cascade.request_deletion('" + table.table() + "', '<condition>'), or by the engine's"
                        + " deletions().request(…).");
    }

    private static String reason(Relationship relationship) {
        return "'" + relationship.name() + "' "
                + (relationship.onDelete().refuses()
                        ? "may refuse (" + relationship.onDelete().sql() + ")"
                        : "leads to one that may refuse");
    }
}
