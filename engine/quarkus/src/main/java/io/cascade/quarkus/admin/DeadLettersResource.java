/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.quarkus.problem.Problems;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The events that this service could not apply. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters", description = "Events that this service could not apply as they were, with the reason.")
class DeadLettersResource {

    private final DeadLetters deadLetters;

    DeadLettersResource(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @GET
    @Operation(operationId = "listDeadLetters", summary = "The newest dead letters, newest first")
    @APIResponse(responseCode = "200", description = "The dead letters, without headers and payload, and their total.")
    @APIResponse(responseCode = "400", description = "The limit is out of range.")
    public ItemList<DeadLetterView> list(@QueryParam("limit") @DefaultValue("20") @Min(1) @Max(1000) int limit) {
        return new ItemList<>(
                deadLetters.newest(limit).stream().map(DeadLetterView::summary).toList(), deadLetters.count());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getDeadLetter", summary = "One dead letter with headers and payload")
    @APIResponse(responseCode = "200", description = "The dead letter.")
    @APIResponse(responseCode = "400", description = "The id is no number.")
    @APIResponse(responseCode = "404", description = "There is no such dead letter.")
    public DeadLetterView get(@PathParam("id") long id) {
        return deadLetters
                .find(id)
                .map(DeadLetterView::of)
                .orElseThrow(() -> Problems.notFound("There is no dead letter " + id));
    }
}
