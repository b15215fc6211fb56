/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.engine.deadletter.DeadLetter;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.deadletter.DeadLetters.Outcome;
import io.cascade.quarkus.page.Page;
import io.cascade.quarkus.page.PageResponse;
import io.cascade.quarkus.problem.Problems;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The events that this service could not apply, and what a person does about them. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters", description = "Events that this service could not apply as they were, with the reason.")
class DeadLettersResource {

    private final DeadLetters deadLetters;

    DeadLettersResource(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @GET
    @Operation(operationId = "listDeadLetters", summary = "Dead letters, newest first, page by page")
    @APIResponse(
            responseCode = "200",
            description = "A page of dead letters, without headers and payload.",
            headers =
                    @Header(
                            name = "Link",
                            description = "The next page as rel=\"next\"; absent on the last one.",
                            schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "A parameter is malformed or out of range.")
    public RestResponse<Page<DeadLetterView>> list(
            @Parameter(
                            description = "Only those in this state.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"open", "replayed", "discarded"}))
                    @QueryParam("state")
                    @Nullable
                    String state,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @QueryParam("cursor") @Min(1) @Nullable
                    Long cursor,
            @Context UriInfo request) {
        List<DeadLetter> found = deadLetters.newest(state == null ? null : state(state), cursor, limit + 1);
        return PageResponse.of(
                Page.of(found, limit, DeadLetter::id).map(DeadLetterView::summary), PageResponse.CURSOR, request);
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getDeadLetter", summary = "One dead letter with headers and payload")
    @APIResponse(responseCode = "200", description = "The dead letter.")
    @APIResponse(responseCode = "400", description = "The id is no number.")
    @APIResponse(responseCode = "404", description = "There is no such dead letter.")
    public DeadLetterView get(@PathParam("id") long id) {
        return deadLetters.find(id).map(DeadLetterView::of).orElseThrow(() -> absent(id));
    }

    @POST
    @Path("/{id}/replay")
    @Operation(
            operationId = "replayDeadLetter",
            summary = "Apply it now",
            description =
                    "With the contracts and constraints of now, in its place among the events of the same keys: what came"
                            + " later for them follows. What an application transaction holds at the moment is done when it can be.")
    @APIResponse(responseCode = "200", description = "It is applied, now or by somebody before.")
    @APIResponse(responseCode = "400", description = "The id is no number.")
    @APIResponse(responseCode = "404", description = "There is no such dead letter.")
    @APIResponse(
            responseCode = "409",
            description =
                    "It is refused again (`urn:cascade:problem:replay-refused`) and stays open, or has been discarded"
                            + " (`urn:cascade:problem:dead-letter-resolved`).")
    public DeadLetterView replay(@PathParam("id") long id) {
        return answer(id, deadLetters.replay(id));
    }

    @POST
    @Path("/{id}/discard")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "discardDeadLetter",
            summary = "Give it up",
            description =
                    "Its keys and rows stay as they are, what came later for the same keys follows, and its deletion says"
                            + " for good that it was given up.")
    @APIResponse(responseCode = "200", description = "It is discarded, now or by somebody before.")
    @APIResponse(responseCode = "400", description = "The id is no number, or the reason is missing or too long.")
    @APIResponse(responseCode = "404", description = "There is no such dead letter.")
    @APIResponse(
            responseCode = "409",
            description =
                    "It has been replayed (`urn:cascade:problem:dead-letter-resolved`), or another transaction holds what"
                            + " it needs (`urn:cascade:problem:replay-refused`).")
    public DeadLetterView discard(@PathParam("id") long id, @NotNull @Valid Discard discard) {
        return answer(id, deadLetters.discard(id, discard.reason()));
    }

    private static DeadLetterView answer(long id, Outcome outcome) {
        if (outcome instanceof Outcome.Resolved resolved) {
            return DeadLetterView.of(resolved.letter());
        }
        if (outcome instanceof Outcome.Refused refused) {
            throw Problems.conflict("replay-refused", "The dead letter stays open", refused.reason())
                    .build();
        }
        if (outcome instanceof Outcome.Settled settled) {
            throw Problems.conflict(
                            "dead-letter-resolved",
                            "The dead letter is resolved",
                            "The dead letter " + id + " is "
                                    + settled.letter().state().id() + " already")
                    .build();
        }
        throw absent(id);
    }

    private static RuntimeException absent(long id) {
        return Problems.notFound("There is no dead letter " + id);
    }

    private static DeadLetter.State state(String text) {
        return Arrays.stream(DeadLetter.State.values())
                .filter(state -> state.id().equals(text))
                .findFirst()
                .orElseThrow(() -> Problems.badRequest("'" + text + "' is not one of open, replayed, discarded"));
    }
}
