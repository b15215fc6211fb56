/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.quarkus.page.Page;
import io.cascade.quarkus.page.PageResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The children from their parent's point of view. */
@Path("/parents/{id}/children")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Children")
@ChildApi
class ChildrenOfParentResource {

    private final ChildTable children;

    ChildrenOfParentResource(ChildTable children) {
        this.children = children;
    }

    @GET
    @Operation(
            operationId = "listChildrenOfParent",
            summary = "List the children of a parent in the order of their ids",
            description = "Empty for a parent without children and for one that does not exist alike: parents belong to"
                    + " another service.")
    @APIResponse(
            responseCode = "200",
            description = "A page of children.",
            headers =
                    @Header(
                            name = "Link",
                            description = "The next page as rel=\"next\"; absent on the last one.",
                            schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "A parameter is malformed or out of range.")
    public RestResponse<Page<Child>> list(
            @Parameter(description = "The parent's id.") @PathParam("id") long id,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @QueryParam("after") @Nullable Long after,
            @Context UriInfo request) {
        return PageResponse.of(
                Page.of(children.list(limit + 1, after, new ChildFilter(id, null)), limit, Child::id), request);
    }
}
