/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.impact;

import io.cascade.engine.impact.Impacts;
import io.cascade.quarkus.access.Needs;
import io.cascade.quarkus.access.Role;
import io.cascade.quarkus.relationship.OwnRelationships;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers the service of a parent table. */
@Path("/relationships/{name}/impact")
@Needs(Role.READER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Relationships")
class ImpactResource {

    private final Impacts impacts;
    private final OwnRelationships own;

    ImpactResource(Impacts impacts, OwnRelationships own) {
        this.impacts = impacts;
        this.own = own;
    }

    @POST
    @Operation(
            operationId = "countImpact",
            summary = "How many rows refer to some keys, and what would follow from them",
            description =
                    "Answered by the service that owns the child table, which asks those below it in turn. Nothing is"
                            + " deleted, changed or locked.")
    @APIResponse(responseCode = "200", description = "The rows, of this relationship and of those below.")
    @APIResponse(responseCode = "400", description = "The keys are not of the relationship's, or too many.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the child table of such a relationship.")
    public RelationshipImpactView count(
            @Parameter(example = "children-parent") @PathParam("name") String name,
            @NotNull @Valid ImpactRequest request) {
        own.subscribed(name);
        return OwnRelationships.answer(() -> RelationshipImpactView.of(impacts.answer(request.question(name))));
    }
}
