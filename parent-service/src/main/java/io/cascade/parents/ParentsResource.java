/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import io.cascade.quarkus.page.Page;
import io.cascade.quarkus.page.PageResponse;
import io.cascade.quarkus.problem.Problems;
import io.cascade.quarkus.validation.Storable;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Creates, reads and renames parents. */
@Path("/parents")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Parents")
class ParentsResource {

    private final ParentTable parents;

    ParentsResource(ParentTable parents) {
        this.parents = parents;
    }

    @POST
    @Operation(operationId = "createParent", summary = "Create a parent")
    @APIResponse(
            responseCode = "201",
            description = "The parent as stored.",
            content = @Content(schema = @Schema(implementation = Parent.class)),
            headers =
                    @Header(name = "Location", description = "The parent.", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "The body is malformed or breaks a rule.")
    @APIResponse(responseCode = "409", description = "The chosen id is taken.")
    public RestResponse<Parent> create(@NotNull @Valid ParentRequest request) {
        Parent parent = request.id() == null
                ? parents.insert(request.name())
                : parents.insert(request.id(), request.name()).orElseThrow(() -> taken(request.id()));
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, parent)
                .header(HttpHeaders.LOCATION, "/parents/" + parent.id())
                .build();
    }

    @GET
    @Operation(operationId = "listParents", summary = "List parents in the order of their ids")
    @APIResponse(
            responseCode = "200",
            description = "A page of parents.",
            headers =
                    @Header(
                            name = "Link",
                            description = "The next page as rel=\"next\"; absent on the last one.",
                            schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "A parameter is malformed or out of range.")
    public RestResponse<Page<Parent>> list(
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @QueryParam("after") @Nullable Long after,
            @Parameter(description = "Only those of exactly this name.") @QueryParam("name") @Storable @Nullable
                    String name,
            @Context UriInfo request) {
        return PageResponse.of(Page.of(parents.list(limit + 1, after, name), limit, Parent::id), request);
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getParent", summary = "Get a parent")
    @APIResponse(responseCode = "200", description = "The parent.")
    @APIResponse(responseCode = "400", description = "The id is no number.")
    @APIResponse(responseCode = "404", description = "There is no such parent.")
    public Parent get(@PathParam("id") long id) {
        return parents.find(id).orElseThrow(() -> absent(id));
    }

    @PUT
    @Path("/{id}")
    @Operation(
            operationId = "updateParent",
            summary = "Rename a parent",
            description = "The id cannot change: children of other services refer to it.")
    @APIResponse(responseCode = "200", description = "The parent as stored.")
    @APIResponse(responseCode = "400", description = "The body is malformed, breaks a rule, or has another id.")
    @APIResponse(responseCode = "404", description = "There is no such parent.")
    public Parent update(@PathParam("id") long id, @NotNull @Valid ParentRequest request) {
        if (request.id() != null && request.id() != id) {
            throw Problems.badRequest("The id in the body is " + request.id() + " but this is parent " + id
                    + "; an id cannot change, because children refer to it. Create another parent instead.");
        }
        return parents.rename(id, request.name()).orElseThrow(() -> absent(id));
    }

    static HttpProblem absent(long id) {
        return Problems.notFound("There is no parent " + id);
    }

    private static HttpProblem taken(long id) {
        return Problems.conflict("id-taken", "The id is taken", "There is a parent " + id + " already")
                .build();
    }
}
