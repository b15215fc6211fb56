/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Relationship;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Actions that would change a key which others refer to: their publisher refuses every change of it. */
final class KeyChangeCheck {

    List<Finding> findings(List<Relationship> relationships) {
        List<Finding> findings = new ArrayList<>();
        for (Relationship setting : relationships) {
            for (Relationship referring : relationships) {
                Set<String> changed = new HashSet<>(setting.setColumns());
                changed.retainAll(referring.parent().keyColumns());
                if (!changed.isEmpty() && TableNode.child(setting).equals(TableNode.parent(referring))) {
                    findings.add(Finding.about(
                            setting,
                            Severity.ERROR,
                            "onDelete: " + setting.onDelete().sql() + " of '" + setting.name() + "' would change "
                                    + String.join(", ", changed) + " of " + TableNode.child(setting)
                                    + ", a key that '" + referring.name() + "' (" + referring.source()
                                    + ") refers to; a change of such a key is refused, so no delete would get through.",
                            "Use CASCADE, or let '" + referring.name() + "' refer to another key."));
                }
            }
        }
        return findings;
    }
}
