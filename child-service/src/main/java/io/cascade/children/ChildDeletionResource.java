/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.contracts.Propagation;
import io.cascade.quarkus.deletion.AllowBulk;
import io.cascade.quarkus.deletion.DeletionResponse;
import io.cascade.quarkus.deletion.DeletionResponse.Deleted;
import io.cascade.quarkus.deletion.DeletionView;
import io.cascade.quarkus.deletion.TrackedDelete;
import io.cascade.quarkus.impact.DryRun;
import io.cascade.quarkus.impact.ImpactView;
import io.cascade.quarkus.problem.Problems;
import io.cascade.quarkus.validation.Storable;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Deletes children, whose own dependants in other services follow where a contract says so. */
@Path("/children")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Children")
@ChildApi
class ChildDeletionResource {

    private final ChildTable children;
    private final TrackedDelete tracked;
    private final DryRun dryRun;

    ChildDeletionResource(ChildTable children, TrackedDelete tracked, DryRun dryRun) {
        this.dryRun = dryRun;
        this.children = children;
        this.tracked = tracked;
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteChild", summary = "Delete a child and, in every service, what belongs to it")
    @APIResponse(
            responseCode = "200",
            description = "With `dryRun`: what it would do. Nothing was deleted.",
            content = @Content(schema = @Schema(implementation = ImpactView.class)))
    @APIResponse(responseCode = "204", description = "Deleted; no relationship refers to children.")
    @APIResponse(
            responseCode = "202",
            description = "Deleted; what refers to it follows.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The deletion, to see how far it has come.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = DeletionView.class)))
    @APIResponse(responseCode = "400", description = "The id is no number.")
    @APIResponse(responseCode = "404", description = "There is no such child.")
    @APIResponse(
            responseCode = "409",
            description =
                    "Rows of other services hold what would be deleted"
                            + " (`urn:cascade:problem:deletion-refused`); `relationship` and `rows` say which. Nothing was deleted.")
    @APIResponse(
            responseCode = "503",
            description =
                    "Not all services that have to consent have answered in time. Nothing was deleted; try again after"
                            + " `Retry-After` seconds.")
    @Parameter(
            name = DryRun.NAME,
            in = ParameterIn.QUERY,
            description = DryRun.DESCRIPTION,
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    public Response delete(@PathParam("id") long id, @Context UriInfo request) {
        if (DryRun.asked(request)) {
            ImpactView impact = dryRun.of(ChildTable.TABLE, ChildTable.idIs(id), Propagation.BACKGROUND, request);
            if (impact.keys() == 0) {
                throw ChildrenResource.absent(id);
            }
            return Response.ok(impact).build();
        }
        return DeletionResponse.one(
                tracked.run(transaction -> children.delete(transaction, id)), () -> ChildrenResource.absent(id));
    }

    @DELETE
    @Operation(
            operationId = "deleteChildren",
            summary = "Delete all children that match",
            description = "A filter must be given; two must both match.")
    @APIResponse(
            responseCode = "200",
            description = "Deleted, `keys` of them; no relationship refers to children, or none matched. With `dryRun`"
                    + " what it would do; nothing was deleted then.",
            content = @Content(schema = @Schema(oneOf = {Deleted.class, ImpactView.class})))
    @APIResponse(
            responseCode = "202",
            description = "Deleted, `keys` of them; what refers to them follows.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The deletion, to see how far it has come.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = DeletionView.class)))
    @APIResponse(responseCode = "400", description = "No filter, or one that is empty or malformed.")
    @APIResponse(
            responseCode = "409",
            description = "Rows of other services hold what would be deleted"
                    + " (`urn:cascade:problem:deletion-refused`); `relationship` and `rows` say which. Nothing was deleted."
                    + " Or more match than `maxKeys` allows (`urn:cascade:problem:too-many-keys`); see `allowBulk`.")
    @APIResponse(
            responseCode = "503",
            description =
                    "Not all services that have to consent have answered in time. Nothing was deleted; try again after"
                            + " `Retry-After` seconds.")
    @Parameter(
            name = DryRun.NAME,
            in = ParameterIn.QUERY,
            description = DryRun.DESCRIPTION,
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @Parameter(
            name = AllowBulk.NAME,
            in = ParameterIn.QUERY,
            description = AllowBulk.DESCRIPTION,
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    public Response deleteMatching(
            @Parameter(description = "Those of this parent.") @QueryParam("parentId") @Nullable Long parentId,
            @Parameter(description = "Those of exactly this name.")
                    @QueryParam("name")
                    @Size(min = 1)
                    @Storable
                    @Nullable
                    String name,
            @Context UriInfo request) {
        ChildFilter filter = new ChildFilter(parentId, name);
        if (filter.all()) {
            throw Problems.badRequest(
                    "A bulk delete needs a filter, parentId or name: without one it would delete all children");
        }
        if (DryRun.asked(request)) {
            return Response.ok(dryRun.of(ChildTable.TABLE, ChildTable.matches(filter), Propagation.BACKGROUND, request))
                    .build();
        }
        return DeletionResponse.many(
                tracked.run(AllowBulk.of(request, transaction -> children.deleteMatching(transaction, filter))));
    }
}
