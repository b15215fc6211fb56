/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import io.cascade.engine.drift.Validation;
import io.cascade.engine.drift.Validations;
import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Compares the key replica of a relationship with the parent's keys. */
@Path("/relationships/{name}/validation")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Relationships")
class ValidationResource {

    private final Validations validations;

    ValidationResource(Validations validations) {
        this.validations = validations;
    }

    @POST
    @Operation(
            operationId = "validateRelationship",
            summary = "Compare the key replica with the parent's keys",
            description =
                    "Answered by the service that owns the child table. It goes on behind; `GET` shows how far it is. With"
                            + " `repair` a missing key is added, and a surplus one goes with its children as `onDelete` says, each after"
                            + " further live look-ups at the parent's service.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun.",
            headers =
                    @Header(
                            name = "Location",
                            description = "Where its progress and result are.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ValidationView.class)))
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the child table of such a relationship.")
    @APIResponse(
            responseCode = "409",
            description =
                    "Another one is under way that mends nothing, or mends (`urn:cascade:problem:validation-running`).")
    public RestResponse<ValidationView> start(
            @Parameter(example = "children-parent") @PathParam("name") String name,
            @Parameter(description = "Whether what differs is mended too.") @QueryParam("repair") @DefaultValue("false")
                    boolean repair,
            @Context UriInfo request) {
        Validation validation = ours(() -> validations.start(name, repair));
        if (validation.repair() != repair) {
            throw Problems.conflict(
                            "validation-running",
                            "Another validation is under way",
                            "A validation of '" + name + "' " + (repair ? "without" : "with")
                                    + " repair is under way; wait for its end")
                    .build();
        }
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, ValidationView.of(validation))
                .header(HttpHeaders.LOCATION, request.getAbsolutePath())
                .build();
    }

    @GET
    @Operation(
            operationId = "getValidation",
            summary = "The last validation that somebody has asked for",
            description = "Counts only. What the service compares by itself is in its metrics.")
    @APIResponse(responseCode = "200", description = "Its progress or result.")
    @APIResponse(
            responseCode = "404",
            description =
                    "Nobody has asked for one, or this service does not own the child table of such a relationship.")
    public ValidationView get(@Parameter(example = "children-parent") @PathParam("name") String name) {
        Optional<Validation> found = ours(() -> validations.find(name));
        return found.map(ValidationView::of)
                .orElseThrow(() -> Problems.notFound("nobody has asked for a validation of '" + name + "'"));
    }

    @GET
    @Path("/keys")
    @Operation(
            operationId = "listDifferingKeys",
            summary = "Keys that the last validation has found to differ",
            description = "As they were found, up to a thousand of a kind.")
    @APIResponse(responseCode = "200", description = "The keys; none when none differed.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the child table of such a relationship.")
    public DifferingKeys keys(@Parameter(example = "children-parent") @PathParam("name") String name) {
        return DifferingKeys.of(ours(() -> validations.keys(name)));
    }

    private static <T> T ours(Supplier<T> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException e) {
            throw Problems.notFound(e.getMessage());
        }
    }
}
