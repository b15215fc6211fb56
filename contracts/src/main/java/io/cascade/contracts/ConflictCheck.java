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
        return problems;
    }

    private static ContractProblem problem(Relationship relationship, String reason) {
        return new ContractProblem(
                relationship.source().file(), relationship.source().line(), reason);
    }
}
