/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

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

/** Creates, reads and moves children. */
@Path("/children")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Children")
@ChildApi
class ChildrenResource {

    private final ChildTable children;
    private final ParentReference parent;

    ChildrenResource(ChildTable children, ParentReference parent) {
        this.children = children;
        this.parent = parent;
    }

    @POST
    @Operation(
            operationId = "createChild",
            summary = "Create a child of a parent",
            description = "A parent created a moment ago is waited for, then asked for, so that creating a parent and a"
                    + " child in a row works.")
    @APIResponse(
            responseCode = "201",
            description = "The child as stored.",
            content = @Content(schema = @Schema(implementation = Child.class)),
            headers =
                    @Header(name = "Location", description = "The child.", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "The body is malformed or breaks a rule.")
    @APIResponse(
            responseCode = "409",
            description =
                    "The parent does not exist or was deleted (`urn:cascade:problem:parent-absent`), or the chosen"
                            + " id is taken (`urn:cascade:problem:id-taken`).")
    @APIResponse(
            responseCode = "503",
            description = "Whether the parent exists is not known yet; try again after `Retry-After` seconds.")
    public RestResponse<Child> create(@NotNull @Valid ChildRequest request) {
        Child child = parent.write(
                request.parentId(),
                () -> request.id() == null
                        ? children.insert(request.parentId(), request.name())
                        : children.insert(request.id(), request.parentId(), request.name())
                                .orElseThrow(() -> taken(request.id())));
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, child)
                .header(HttpHeaders.LOCATION, "/children/" + child.id())
                .build();
    }

    @GET
    @Operation(operationId = "listChildren", summary = "List children in the order of their ids")
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
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @QueryParam("after") @Nullable Long after,
            @Parameter(description = "Only those of this parent.") @QueryParam("parentId") @Nullable Long parentId,
            @Parameter(description = "Only those of exactly this name.") @QueryParam("name") @Storable @Nullable
                    String name,
            @Context UriInfo request) {
        return PageResponse.of(
                Page.of(children.list(limit + 1, after, new ChildFilter(parentId, name)), limit, Child::id), request);
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getChild", summary = "Get a child")
    @APIResponse(responseCode = "200", description = "The child.")
    @APIResponse(responseCode = "400", description = "The id is no number.")
    @APIResponse(responseCode = "404", description = "There is no such child.")
    public Child get(@PathParam("id") long id) {
        return children.find(id).orElseThrow(() -> absent(id));
    }

    @PUT
    @Path("/{id}")
    @Operation(operationId = "updateChild", summary = "Rename a child or move it to another parent")
    @APIResponse(responseCode = "200", description = "The child as stored.")
    @APIResponse(responseCode = "400", description = "The body is malformed, breaks a rule, or has another id.")
    @APIResponse(responseCode = "404", description = "There is no such child.")
    @APIResponse(responseCode = "409", description = "The new parent does not exist or was deleted.")
    @APIResponse(
            responseCode = "503",
            description = "Whether the new parent exists is not known yet; try again after `Retry-After` seconds.")
    public Child update(@PathParam("id") long id, @NotNull @Valid ChildRequest request) {
        if (request.id() != null && request.id() != id) {
            throw Problems.badRequest("The id in the body is " + request.id() + " but this is child " + id
                    + "; an id cannot change. Create another child instead.");
        }
        children.find(id).orElseThrow(() -> absent(id));
        return parent.write(request.parentId(), () -> children.update(id, request.parentId(), request.name()))
                .orElseThrow(() -> absent(id));
    }

    static HttpProblem absent(long id) {
        return Problems.notFound("There is no child " + id);
    }

    private static HttpProblem taken(long id) {
        return Problems.conflict("id-taken", "The id is taken", "There is a child " + id + " already")
                .build();
    }
}
