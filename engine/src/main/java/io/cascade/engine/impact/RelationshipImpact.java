/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of one relationship in a delete.
 *
 * @param service the child's
 * @param table the child's
 * @param level 1 for what refers to the deleted rows themselves
 * @param rows that refer to what would go; null when they could not be counted
 * @param atLeast whether there may be more, because not all keys were asked about
 * @param error why rows are missing; null when none are
 * @param relationships what follows from the rows that would be deleted
 */
public record RelationshipImpact(
        String name,
        String service,
        String table,
        OnDelete onDelete,
        int level,
        @Nullable Long rows,
        boolean atLeast,
        @Nullable String error,
        List<RelationshipImpact> relationships) {

    public RelationshipImpact {
        relationships = List.copyOf(relationships);
    }

    /** One that could not be found out. */
    public static RelationshipImpact unknown(Relationship relationship, int level, String error) {
        return of(relationship, level, null, false, error, List.of());
    }

    static RelationshipImpact of(
            Relationship relationship,
            int level,
            @Nullable Long rows,
            boolean atLeast,
            @Nullable String error,
            List<RelationshipImpact> below) {
        return new RelationshipImpact(
                relationship.name(),
                relationship.child().service(),
                relationship.child().table().toString(),
                relationship.onDelete(),
                level,
                rows,
                atLeast,
                error,
                below);
    }

    /** Whether rows of it would refuse the whole delete. */
    public boolean restricts() {
        return onDelete.refuses() && rows != null && rows > 0;
    }

    boolean partial() {
        return error != null || relationships.stream().anyMatch(RelationshipImpact::partial);
    }
}
