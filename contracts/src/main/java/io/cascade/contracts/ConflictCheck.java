/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds relationships that cannot hold together. */
final class ConflictCheck {

    private record ColumnOf(String service, TableName table, String column) {}

    private record TypedBy(KeyType type, Relationship relationship) {}

    private record Reference(ChildTable child, ParentTable parent) {}

    List<ContractProblem> problems(Contracts contracts) {
        List<ContractProblem> problems = new ArrayList<>();
        Map<ColumnOf, TypedBy> types = new HashMap<>();
        Map<Reference, Relationship> references = new HashMap<>();
        for (Relationship relationship : contracts.relationships()) {
            ParentTable parent = relationship.parent();
            for (KeyColumn column : parent.key()) {
                TypedBy earlier = types.putIfAbsent(
                        new ColumnOf(parent.service(), parent.table(), column.name()),
                        new TypedBy(column.type(), relationship));
                if (earlier != null && earlier.type() != column.type()) {
                    problems.add(problem(
                            relationship,
                            parent.table() + "." + column.name() + " of " + parent.service() + " is "
                                    + column.type().contractName() + " here but "
                                    + earlier.type().contractName() + " in "
                                    + earlier.relationship().source()));
                }
            }
            Relationship same = references.putIfAbsent(new Reference(relationship.child(), parent), relationship);
            if (same != null) {
                problems.add(problem(
                        relationship,
                        "declares the same reference as '" + same.name() + "' in " + same.source()
                                + "; keep one of them"));
            }
        }
        contracts.relationships().stream()
                .filter(Relationship::deleteOrphan)
                .forEach(
                        relationship -> contracts.relationships().stream()
                                .filter(other -> keepsWhatIsDeleted(other, relationship))
                                .forEach(
                                        other -> problems.add(
                                                problem(
                                                        relationship,
                                                        "deleteOrphan: true would delete the children that '"
                                                                + other.name() + "' in "
                                                                + other.source() + " keeps by setting "
                                                                + String.join(", ", shared(other, relationship))
                                                                + " to NULL; let that one set other columns (setColumns), or use CASCADE there"))));
        return problems;
    }

    /** Whether the first sets a column to NULL that the second refers by: its rows would count as taken out there. */
    private static boolean keepsWhatIsDeleted(Relationship setting, Relationship deleting) {
        return setting.onDelete() == OnDelete.SET_NULL
                && !setting.name().equals(deleting.name())
                && setting.child().service().equals(deleting.child().service())
                && setting.child().table().equals(deleting.child().table())
                && !shared(setting, deleting).isEmpty();
    }

    private static List<String> shared(Relationship setting, Relationship deleting) {
        return setting.setColumns().stream()
                .filter(deleting.child().columns()::contains)
                .toList();
    }

    private static ContractProblem problem(Relationship relationship, String reason) {
        return new ContractProblem(
                relationship.source().file(), relationship.source().line(), reason);
    }
}
