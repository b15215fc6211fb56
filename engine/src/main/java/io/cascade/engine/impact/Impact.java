/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import java.util.List;

/**
 * What a delete would do now.
 *
 * @param keys rows of the table itself
 * @param relationships what follows directly, each with what follows from there
 */
public record Impact(long keys, List<RelationshipImpact> relationships) {

    public Impact {
        relationships = List.copyOf(relationships);
    }

    /** Whether something could not be found out. */
    public boolean partial() {
        return relationships.stream().anyMatch(RelationshipImpact::partial);
    }
}
