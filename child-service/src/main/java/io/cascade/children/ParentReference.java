/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.key.KeyCheck;
import io.cascade.engine.key.KeyGate;
import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.problem.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;

/**
 * What {@code children.parent_id} refers to, according to the contracts; where none mentions the column, nothing is checked.
 * The gate saves callers from refusals that replication makes untrue a moment later. The constraint decides.
 */
@Singleton
class ParentReference {

    private static final TableName CHILDREN = new TableName("public", "children");
    private static final List<String> COLUMNS = List.of("parent_id");
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final KeyGate gate;
    private final List<Relationship> relationships;

    ParentReference(KeyGate gate, Contracts contracts, CascadeConfig config) {
        this.gate = gate;
        this.relationships = contracts.subscribedBy(config.service()).stream()
                .filter(relationship -> relationship.child().table().equals(CHILDREN)
                        && relationship.child().columns().equals(COLUMNS))
                .toList();
    }

    /** Whether a child that is taken out of its parent's collection is to be deleted. */
    boolean deletesOrphans() {
        return relationships.stream().anyMatch(Relationship::deleteOrphan);
    }

    /** Runs a write that refers to the parent; throws a problem when there is no such parent, or nobody knows. */
    <T> T write(long parentId, Supplier<T> write) {
        for (Relationship relationship : relationships) {
            KeyCheck check = gate.await(relationship.name(), List.of(Long.toString(parentId)));
            if (check instanceof KeyCheck.Absent) {
                throw absent(parentId);
            }
            if (check instanceof KeyCheck.Undecided undecided) {
                throw Problems.unavailable(
                        "Whether parent " + parentId + " exists is not known yet: " + undecided.reason());
            }
        }
        try {
            return write.get();
        } catch (DataAccessException e) {
            SQLException cause = e.getCause(SQLException.class);
            if (cause != null && FOREIGN_KEY_VIOLATION.equals(cause.getSQLState())) {
                throw absent(parentId);
            }
            throw e;
        }
    }

    private static HttpProblem absent(long parentId) {
        return Problems.conflict(
                        "parent-absent",
                        "The parent does not exist",
                        "parent " + parentId + " does not exist or was deleted")
                .with("parentId", parentId)
                .build();
    }
}
