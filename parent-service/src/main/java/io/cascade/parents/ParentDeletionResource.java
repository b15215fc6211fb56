/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

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

/** Deletes parents, whose children in other services follow. */
@Path("/parents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Parents")
class ParentDeletionResource {

    private final ParentTable parents;
    private final TrackedDelete tracked;
    private final ParentImpacts impacts;
    private final DeletionResponse response;

    ParentDeletionResource(
            ParentTable parents, TrackedDelete tracked, ParentImpacts impacts, DeletionResponse response) {
        this.parents = parents;
        this.tracked = tracked;
        this.impacts = impacts;
        this.response = response;
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deleteParent",
            summary = "Delete a parent and, in every service, what belongs to it",
            description = "The parent is gone when this answers; its children follow.")
    @APIResponse(responseCode = "202", description = "Deleted; the children follow.")
    @APIResponse(
            responseCode = "200",
            description = "With `dryRun`: what it would do. Nothing was deleted.",
            content = @Content(schema = @Schema(implementation = ImpactView.class)))
    @APIResponse(responseCode = "204", description = "Deleted, and no relationship refers to parents.")
    @APIResponse(responseCode = "400", description = "The id is no number, or the propagation none of those allowed.")
    @APIResponse(responseCode = "404", description = "There is no such parent.")
    @Parameter(
            name = DryRun.NAME,
            in = ParameterIn.QUERY,
            description = DryRun.DESCRIPTION,
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @Blocking
    public Uni<Response> delete(@PathParam("id") long id, @Context UriInfo request, @Context HttpHeaders headers) {
        DeleteOptions options = DeleteOptions.of(request, headers);
        if (DryRun.asked(request)) {
            return DeletionResponse.instead(impacts.of(id, request));
        }
        return response.one(
                tracked.run(options, transaction -> parents.delete(transaction, id)),
                options,
                () -> ParentsResource.absent(id));
    }

    @DELETE
    @Operation(
            operationId = "deleteParents",
            summary = "Delete all parents that match, as one deletion",
            description = "A filter must be given; two must both match.")
    @APIResponse(responseCode = "202", description = "Deleted, `keys` of them; their children follow.")
    @APIResponse(
            responseCode = "200",
            description = "Nothing to follow: none matched, or no relationship refers to parents. With `dryRun` what it"
                    + " would do; nothing was deleted then.",
            content = @Content(schema = @Schema(oneOf = {Deleted.class, ImpactView.class})))
    @APIResponse(
            responseCode = "409",
            description = "More match than `maxKeys` allows (`urn:cascade:problem:too-many-keys`); see `allowBulk`.")
    @APIResponse(
            responseCode = "400",
            description = "No filter, one that is empty or malformed, or an unknown propagation.")
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
            @Parameter(description = "Those of exactly this name.")
                    @QueryParam("name")
                    @Size(min = 1)
                    @Storable
                    @Nullable
                    String name,
            @Parameter(description = "Those whose name starts with this.")
                    @QueryParam("namePrefix")
                    @Size(min = 1)
                    @Storable
                    @Nullable
                    String namePrefix,
            @Context UriInfo request,
            @Context HttpHeaders headers) {
        if (name == null && namePrefix == null) {
            throw Problems.badRequest(
                    "A bulk delete needs a filter, name or namePrefix: without one it would delete all parents");
        }
        DeleteOptions options = DeleteOptions.of(request, headers);
        if (DryRun.asked(request)) {
            return DeletionResponse.instead(impacts.ofMatching(name, namePrefix, request));
        }
        return response.many(
                tracked.run(
                        options,
                        AllowBulk.of(request, transaction -> parents.deleteMatching(transaction, name, namePrefix))),
                options);
    }
}
