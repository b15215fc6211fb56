/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import org.jspecify.annotations.Nullable;

/** The services that the contracts name, and the admin API of each through this one. */
@Path("/services")
@Tag(
        name = "Services",
        description = "All services of the contracts, and their admin APIs, so that one origin shows them all.")
class ServicesResource {

    private final ServiceDirectory services;
    private final Gateway gateway;

    ServicesResource(ServiceDirectory services, Gateway gateway) {
        this.services = services;
        this.gateway = gateway;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listServices",
            summary = "The services that the contracts name",
            description = "Each is asked whether it is there, all at once, for at most two seconds.")
    @APIResponse(responseCode = "200", description = "The services by name.")
    public ServiceList list() {
        return new ServiceList(services.all());
    }

    @GET
    @Path("/{service}/{path: .+}")
    @Operation(
            operationId = "readOfService",
            summary = "Part of another service's admin API",
            description = "`path` is one of `relationships`, `relationships/{name}`,"
                    + " `relationships/{name}/validation`, `relationships/{name}/validation/keys`, `deletions`, `deletions/{id}`,"
                    + " `deletions/{id}/events`, `dead-letters`, `dead-letters/{id}`, `q/health/ready`, with its"
                    + " parameters. The answer is that service's, but for `Link` headers, which lead through here.")
    @APIResponse(responseCode = "200", description = "As that service answers; so may be other codes.")
    @APIResponse(
            responseCode = "404",
            description = "No such service, a path that is not passed on, or its own answer.")
    @APIResponse(
            responseCode = "502",
            description = "No whole answer (`urn:cascade:problem:service-broken`), or `CASCADE_PEERS` does not name the"
                    + " service (`urn:cascade:problem:service-without-url`).")
    @APIResponse(
            responseCode = "503",
            description = "The service cannot be reached; try again after `Retry-After` seconds.")
    @APIResponse(
            responseCode = "504",
            description = "The service did not answer within 5 seconds (`urn:cascade:problem:service-late`).")
    public Response read(
            @Parameter(example = "child-service") @PathParam("service") String service,
            @Parameter(example = "deletions") @PathParam("path") @Encoded String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers) {
        return gateway.forward("GET", service, path, uri, headers, null);
    }

    @POST
    @Path("/{service}/{path: .+}")
    @Operation(
            operationId = "actOnService",
            summary = "Act by another service's admin API",
            description = "`path` is one of `dead-letters/{id}/replay`, `dead-letters/{id}/discard`,"
                    + " `deletions/{id}/restore`, `relationships/{name}/validation`, with its parameters.")
    @APIResponse(responseCode = "200", description = "As that service answers; so may be other codes.")
    @APIResponse(
            responseCode = "404",
            description = "No such service, a path that is not passed on, or its own answer.")
    @APIResponse(
            responseCode = "502",
            description = "No whole answer (`urn:cascade:problem:service-broken`), or `CASCADE_PEERS` does not name the"
                    + " service (`urn:cascade:problem:service-without-url`).")
    @APIResponse(
            responseCode = "503",
            description = "The service cannot be reached; try again after `Retry-After` seconds.")
    @APIResponse(
            responseCode = "504",
            description = "The service did not answer within 5 seconds (`urn:cascade:problem:service-late`).")
    public Response act(
            @Parameter(example = "child-service") @PathParam("service") String service,
            @Parameter(example = "dead-letters/1/replay") @PathParam("path") @Encoded String path,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            byte @Nullable [] content) {
        return gateway.forward("POST", service, path, uri, headers, content);
    }
}
