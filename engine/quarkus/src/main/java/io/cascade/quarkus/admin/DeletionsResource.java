/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.DeletionQuery;
import io.cascade.engine.deletion.Deletions;
import io.cascade.quarkus.deletion.DeletionStream;
import io.cascade.quarkus.deletion.DeletionView;
import io.cascade.quarkus.deletion.DeletionViews;
import io.cascade.quarkus.page.Page;
import io.cascade.quarkus.page.PageResponse;
import io.cascade.quarkus.problem.Problems;
import io.cascade.quarkus.validation.Storable;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** What was deleted in this service, or passed through it, and what became of it. */
@Path("/deletions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Deletions", description = "What was deleted here, and how far each relationship has come with it.")
class DeletionsResource {

    private final Deletions deletions;
    private final DeletionViews views;
    private final DeletionStream stream;

    DeletionsResource(Deletions deletions, DeletionViews views, DeletionStream stream) {
        this.deletions = deletions;
        this.views = views;
        this.stream = stream;
    }

    @GET
    @Operation(operationId = "listDeletions", summary = "Deletions, newest first, page by page")
    @APIResponse(
            responseCode = "200",
            description = "A page of deletions, without their events.",
            headers =
                    @Header(
                            name = "Link",
                            description = "The next page as rel=\"next\"; absent on the last one.",
                            schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "A parameter is malformed or out of range.")
    public RestResponse<Page<DeletionView>> list(
            @Parameter(
                            description = "Only those in this state.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"running", "settled", "failed", "stuck"}))
                    @QueryParam("state")
                    @Nullable
                    String state,
            @Parameter(description = "Only those that this relationship has to follow, or had to.")
                    @QueryParam("relationship")
                    @Nullable
                    @Storable
                    String relationship,
            @Parameter(description = "Only those that began so: `api`, `sql` or a relationship.")
                    @QueryParam("origin")
                    @Nullable
                    @Storable
                    String origin,
            @Parameter(
                            description = "Only those that began longer ago, as ISO 8601 has it.",
                            example = "PT1M",
                            schema = @Schema(type = SchemaType.STRING, format = "duration"))
                    @QueryParam("olderThan")
                    @Nullable
                    Duration olderThan,
            @Parameter(
                            description = "Only those that began since then.",
                            example = "PT1H",
                            schema = @Schema(type = SchemaType.STRING, format = "duration"))
                    @QueryParam("newerThan")
                    @Nullable
                    Duration newerThan,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo request) {
        List<Deletion> found = deletions.list(new DeletionQuery(
                state == null ? null : state(state),
                relationship,
                origin,
                olderThan == null ? null : ago(olderThan),
                newerThan == null ? null : ago(newerThan),
                cursor == null ? null : DeletionCursor.parse(cursor),
                limit + 1));
        return PageResponse.of(
                Page.placed(found, limit, DeletionCursor::of).map(views::summary), PageResponse.CURSOR, request);
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getDeletion", summary = "One deletion with its progress")
    @APIResponse(
            responseCode = "200",
            description = "The deletion as it is now.",
            headers =
                    @Header(
                            name = "Link",
                            description = "The same deletion in the services below, as rel=\"downstream\".",
                            schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "The id is no UUID.")
    @APIResponse(responseCode = "404", description = "There is no such deletion.")
    public RestResponse<DeletionView> get(
            @Parameter(description = "From the Location of a DELETE.") @PathParam("id") UUID id) {
        DeletionView view = views.full(find(id));
        RestResponse.ResponseBuilder<DeletionView> response = RestResponse.ResponseBuilder.ok(view);
        DeletionViews.links(view).forEach(link -> response.header(HttpHeaders.LINK, link));
        return response.build();
    }

    @GET
    @Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @Blocking
    @Operation(
            operationId = "streamDeletion",
            summary = "A deletion's progress as server-sent events",
            description =
                    "An event `deletion` at once and at each change, each with the deletion as it is then, without its"
                            + " events. The last one says `settled` or `failed`; then the stream ends. It also ends when the"
                            + " service stops.")
    @APIResponse(
            responseCode = "200",
            description = "The events; comments in between keep the connection.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = DeletionView.class)))
    @APIResponse(responseCode = "400", description = "The id is no UUID.")
    @APIResponse(responseCode = "404", description = "There is no such deletion.")
    @APIResponse(responseCode = "503", description = "Too many streams are open.")
    public Multi<OutboundSseEvent> events(@PathParam("id") UUID id, @Context Sse sse) {
        return stream.of(find(id), sse);
    }

    private Deletion find(UUID id) {
        return deletions
                .find(id)
                .orElseThrow(() -> Problems.notFound("There is no deletion " + id
                        + ": it never was, deleted nothing that others refer to, or is long settled and swept"));
    }

    private static Deletion.State state(String text) {
        return Arrays.stream(Deletion.State.values())
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> Problems.badRequest("'" + text + "' is not one of running, settled, failed, stuck"));
    }

    /** Longer ago than there are deletions is as good as ever. */
    private static Instant ago(Duration age) {
        Instant now = Instant.now();
        return age.compareTo(Duration.between(Instant.EPOCH, now)) > 0 ? Instant.EPOCH : now.minus(age);
    }
}
