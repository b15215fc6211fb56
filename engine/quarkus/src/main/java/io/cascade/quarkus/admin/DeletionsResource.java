/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.engine.deletion.DeletionQuery;
import io.cascade.engine.deletion.Deletions;
import io.cascade.quarkus.deletion.DeletionView;
import io.cascade.quarkus.problem.Problems;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was deleted in this service, or passed through it, and what became of it. */
@Path("/deletions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deletions", description = "What was deleted here, and how far each relationship has come with it.")
class DeletionsResource {

    private final Deletions deletions;

    DeletionsResource(Deletions deletions) {
        this.deletions = deletions;
    }

    @GET
    @Operation(operationId = "listDeletions", summary = "The newest deletions, newest first")
    @APIResponse(responseCode = "200", description = "The deletions, without their events.")
    @APIResponse(responseCode = "400", description = "The limit is out of range.")
    public ItemList<DeletionView> list(@QueryParam("limit") @DefaultValue("20") @Min(1) @Max(1000) int limit) {
        return ItemList.of(deletions.list(DeletionQuery.newest(limit)).stream()
                .map(DeletionView::summary)
                .toList());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getDeletion", summary = "One deletion with its progress")
    @APIResponse(responseCode = "200", description = "The deletion as it is now.")
    @APIResponse(responseCode = "400", description = "The id is no UUID.")
    @APIResponse(responseCode = "404", description = "There is no such deletion.")
    public DeletionView get(@Parameter(description = "From the Location of a DELETE.") @PathParam("id") UUID id) {
        return deletions
                .find(id)
                .map(DeletionView::of)
                .orElseThrow(() -> Problems.notFound("There is no deletion " + id
                        + ": it never was, deleted nothing that others refer to, or is long settled and swept"));
    }
}
