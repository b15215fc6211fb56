/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which deletes need the consent of others first. A table is guarded when some relationship may refuse a delete of its rows,
 * directly or at the end of cascades: PostgreSQL refuses the whole delete then, so all of it has to be asked beforehand.
 */
public final class Guards {

    private record Node(String service, TableName table) {}

    private final Set<Node> guarded = new HashSet<>();

    public Guards(Contracts contracts) {
        boolean more = true;
        while (more) {
            more = false;
            for (Relationship relationship : contracts.relationships()) {
                more |= asks(relationship) && guarded.add(parent(relationship));
            }
        }
    }

    /** Whether the relationship has a vote: it may refuse, or takes rows along that somebody may hold. */
    public boolean asks(Relationship relationship) {
        boolean deletes = relationship.onDelete() == OnDelete.CASCADE || relationship.deleteOrphan();
        return relationship.onDelete().refuses()
                || (deletes
                        && guarded.contains(new Node(
                                relationship.child().service(),
                                relationship.child().table())));
    }

    /** Of the relationships those that have a vote. */
    public List<Relationship> asked(List<Relationship> relationships) {
        return relationships.stream().filter(this::asks).toList();
    }

    private static Node parent(Relationship relationship) {
        return new Node(relationship.parent().service(), relationship.parent().table());
    }
}
