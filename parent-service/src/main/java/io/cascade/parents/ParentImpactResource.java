/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import io.cascade.quarkus.impact.DryRun;
import io.cascade.quarkus.impact.ImpactView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a delete of a parent would take along. */
@Path("/parents/{id}/impact")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Parents")
class ParentImpactResource {

    private final ParentImpacts impacts;

    ParentImpactResource(ParentImpacts impacts) {
        this.impacts = impacts;
    }

    @GET
    @Operation(
            operationId = "getParentImpact",
            summary = "What a delete of the parent would take along, in every service",
            description = "Asked live, so it may be otherwise when the delete comes. Nothing is deleted or locked.")
    @APIResponse(responseCode = "200", description = "The rows of each relationship and level.")
    @APIResponse(responseCode = "400", description = "The id is no number, or the timeout no time.")
    @APIResponse(responseCode = "404", description = "There is no such parent.")
    @Parameter(
            name = DryRun.TIMEOUT,
            in = ParameterIn.QUERY,
            description = DryRun.TIMEOUT_DESCRIPTION,
            schema = @Schema(type = SchemaType.STRING, defaultValue = "PT2S"))
    public ImpactView get(@PathParam("id") long id, @Context UriInfo request) {
        return impacts.of(id, request);
    }
}
