/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.quarkus.deletion.AllowBulk;
import io.cascade.quarkus.deletion.DeleteOptions;
import io.cascade.quarkus.deletion.DeletionResponse;
import io.cascade.quarkus.deletion.DeletionResponse.Deleted;
import io.cascade.quarkus.deletion.TrackedDelete;
import io.cascade.quarkus.impact.DryRun;
import io.cascade.quarkus.impact.ImpactView;
import io.cascade.quarkus.problem.Problems;
import io.cascade.quarkus.validation.Storable;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
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
    private final DeletionResponse response;

    ChildDeletionResource(ChildTable children, TrackedDelete tracked, DryRun dryRun, DeletionResponse response) {
        this.children = children;
        this.tracked = tracked;
        this.dryRun = dryRun;
        this.response = response;
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteChild", summary = "Delete a child and, in every service, what belongs to it")
    @APIResponse(
            responseCode = "200",
            description = "With `dryRun`: what it would do. Nothing was deleted.",
            content = @Content(schema = @Schema(implementation = ImpactView.class)))
    @APIResponse(responseCode = "204", description = "Deleted; no relationship refers to children.")
    @APIResponse(responseCode = "202", description = "Deleted; what refers to it follows.")
    @APIResponse(responseCode = "400", description = "The id is no number.")
    @APIResponse(responseCode = "404", description = "There is no such child.")
    @Parameter(
            name = DryRun.NAME,
            in = ParameterIn.QUERY,
            description = DryRun.DESCRIPTION,
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @Blocking
    public Uni<Response> delete(@PathParam("id") long id, @Context UriInfo request, @Context HttpHeaders headers) {
        DeleteOptions options = DeleteOptions.of(request, headers);
        if (DryRun.asked(request)) {
            ImpactView impact = dryRun.of(ChildTable.TABLE, ChildTable.idIs(id), options.propagation(), request);
            if (impact.keys() == 0) {
                throw ChildrenResource.absent(id);
            }
            return DeletionResponse.instead(impact);
        }
        return response.one(
                tracked.run(options, transaction -> children.delete(transaction, id)),
                options,
                () -> ChildrenResource.absent(id));
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
    @APIResponse(responseCode = "202", description = "Deleted, `keys` of them; what refers to them follows.")
    @APIResponse(responseCode = "400", description = "No filter, or one that is empty or malformed.")
    @APIResponse(
            responseCode = "409",
            description = "More match than `maxKeys` allows (`urn:cascade:problem:too-many-keys`); see `allowBulk`.")
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
    @Blocking
    public Uni<Response> deleteMatching(
            @Parameter(description = "Those of this parent.") @QueryParam("parentId") @Nullable Long parentId,
            @Parameter(description = "Those of exactly this name.")
                    @QueryParam("name")
                    @Size(min = 1)
                    @Storable
                    @Nullable
                    String name,
            @Context UriInfo request,
            @Context HttpHeaders headers) {
        ChildFilter filter = new ChildFilter(parentId, name);
        if (filter.all()) {
            throw Problems.badRequest(
                    "A bulk delete needs a filter, parentId or name: without one it would delete all children");
        }
        DeleteOptions options = DeleteOptions.of(request, headers);
        if (DryRun.asked(request)) {
            return DeletionResponse.instead(
                    dryRun.of(ChildTable.TABLE, ChildTable.matches(filter), options.propagation(), request));
        }
        return response.many(
                tracked.run(
                        options, AllowBulk.of(request, transaction -> children.deleteMatching(transaction, filter))),
                options);
    }
}
