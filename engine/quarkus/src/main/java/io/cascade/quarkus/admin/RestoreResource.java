/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.engine.CascadeEngine;
import io.cascade.engine.deletion.Deletions;
import io.cascade.engine.undo.RestoreResult;
import io.cascade.quarkus.deletion.DeletionView;
import io.cascade.quarkus.deletion.DeletionViews;
import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes a deletion back. */
@Path("/deletions/{id}/restore")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deletions")
class RestoreResource {

    private final CascadeEngine engine;
    private final Deletions deletions;
    private final DeletionViews views;

    RestoreResource(CascadeEngine engine, Deletions deletions, DeletionViews views) {
        this.engine = engine;
        this.deletions = deletions;
        this.views = views;
    }

    @POST
    @Operation(
            operationId = "restoreDeletion",
            summary = "Take a deletion back",
            description =
                    "Brings the deleted rows of this service back at once, and then what they took along, service by service."
                            + " Only where the deletion began, and while copies are kept (`retain` of the relationships). Again"
                            + " after some rows were refused, when their cause is mended.")
    @APIResponse(
            responseCode = "202",
            description = "The rows of this service are back; `restoration` says how far the others are.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The deletion, to see how far it has come.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = DeletionView.class)))
    @APIResponse(responseCode = "400", description = "The id is no UUID.")
    @APIResponse(responseCode = "404", description = "There is no such deletion.")
    @APIResponse(
            responseCode = "409",
            description =
                    "It cannot be taken back (`urn:cascade:problem:restore-refused`); `reasons` say why. Nothing has changed.")
    public Response restore(@PathParam("id") UUID id) {
        RestoreResult result = engine.undo().restore(id);
        if (result instanceof RestoreResult.Refused refused) {
            throw Problems.conflict(
                            "restore-refused",
                            "The deletion cannot be restored",
                            "Nothing was restored: " + String.join("; ", refused.reasons()))
                    .with("reasons", refused.reasons())
                    .build();
        }
        return deletions
                .find(id)
                .map(deletion -> Response.accepted(views.full(deletion))
                        .header(HttpHeaders.LOCATION, "/deletions/" + id)
                        .build())
                .orElseThrow(() -> Problems.notFound("There is no deletion " + id
                        + ": it never was, deleted nothing that others refer to, or is long settled and swept"));
    }
}
