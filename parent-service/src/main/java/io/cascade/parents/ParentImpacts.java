/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import io.cascade.quarkus.deletion.PropagationParameter;
import io.cascade.quarkus.impact.DryRun;
import io.cascade.quarkus.impact.ImpactView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** What deletes of parents would take along. */
@Singleton
class ParentImpacts {

    private final DryRun dryRun;

    ParentImpacts(DryRun dryRun) {
        this.dryRun = dryRun;
    }

    ImpactView of(long id, UriInfo request) {
        ImpactView impact = dryRun.of(
                ParentTable.TABLE,
                ParentTable.idIs(id),
                PropagationParameter.of(request).propagation(),
                request);
        if (impact.keys() == 0) {
            throw ParentsResource.absent(id);
        }
        return impact;
    }

    ImpactView ofMatching(@Nullable String name, @Nullable String namePrefix, UriInfo request) {
        return dryRun.of(
                ParentTable.TABLE,
                ParentTable.matching(name, namePrefix),
                PropagationParameter.of(request).propagation(),
                request);
    }
}
