/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.quarkus.deletion.DeleteOptions;
import io.cascade.quarkus.deletion.DeletionResponse;
import io.cascade.quarkus.deletion.TrackedDelete;
import io.cascade.quarkus.problem.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes children out of their parent's collection; the contract and the table say what becomes of them. */
@Path("/parents/{id}/children/{childId}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Children")
@ChildApi
class ChildRemovalResource {

    private final ChildTable children;
    private final ParentReference reference;
    private final TrackedDelete tracked;
    private final DeletionResponse response;

    ChildRemovalResource(
            ChildTable children, ParentReference reference, TrackedDelete tracked, DeletionResponse response) {
        this.children = children;
        this.reference = reference;
        this.tracked = tracked;
        this.response = response;
    }

    @DELETE
    @Operation(
            operationId = "removeChildFromParent",
            summary = "Take a child out of its parent's collection",
            description = "Where the relationship says `deleteOrphan`, the child is deleted, and in every service what"
                    + " belongs to it. Otherwise it stays without a parent, if its table allows that.")
    @APIResponse(responseCode = "204", description = "Taken out, and nothing follows.")
    @APIResponse(responseCode = "202", description = "Taken out and deleted; what refers to it follows.")
    @APIResponse(responseCode = "400", description = "An id is no number.")
    @APIResponse(responseCode = "404", description = "The parent has no such child.")
    @APIResponse(responseCode = "409", description = "A child can neither be without a parent nor is it to be deleted.")
    @Blocking
    public Uni<Response> remove(
            @Parameter(description = "The parent's id.") @PathParam("id") long id,
            @PathParam("childId") long childId,
            @Context UriInfo request,
            @Context HttpHeaders headers) {
        DeleteOptions options = DeleteOptions.of(request, headers);
        boolean required = children.requiresParent();
        if (required && !reference.deletesOrphans()) {
            throw children.isChild(id, childId) ? parentRequired(childId) : absent(id, childId);
        }
        return response.one(
                tracked.run(
                        options,
                        transaction -> required
                                ? children.delete(transaction, id, childId)
                                : children.takeOut(transaction, id, childId)),
                options,
                () -> absent(id, childId));
    }

    private static HttpProblem absent(long id, long childId) {
        return Problems.notFound("There is no child " + childId + " of parent " + id);
    }

    private static HttpProblem parentRequired(long childId) {
        return Problems.conflict(
                        "parent-required",
                        "A child needs a parent",
                        "child " + childId + " cannot be without a parent, because parent_id is NOT NULL, and its"
                                + " relationship does not say deleteOrphan; give it another parent by PUT /children/"
                                + childId + ", or delete it by DELETE /children/" + childId)
                .build();
    }
}
