/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.key.ParentKeys;
import io.cascade.engine.pause.Pauses;
import io.cascade.engine.relationship.RelationshipActivity;
import io.cascade.engine.relationship.RelationshipStatus;
import io.cascade.engine.relationship.Relationships;
import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.problem.Problems;
import io.cascade.quarkus.relationship.OwnRelationships;
import io.cascade.quarkus.validation.Storable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The relationships that this service takes part in. */
@Path("/relationships")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Relationships", description = "The distributed foreign keys that this service takes part in.")
class RelationshipsResource {

    private final Relationships relationships;
    private final Pauses pauses;
    private final ParentKeys keys;
    private final OwnRelationships own;
    private final CascadeConfig config;

    RelationshipsResource(
            Relationships relationships, Pauses pauses, ParentKeys keys, OwnRelationships own, CascadeConfig config) {
        this.relationships = relationships;
        this.pauses = pauses;
        this.keys = keys;
        this.own = own;
        this.config = config;
    }

    @GET
    @Operation(
            operationId = "listRelationships",
            summary = "All relationships of this service",
            description = "One of a service with itself appears once in each role.")
    @APIResponse(responseCode = "200", description = "The relationships with their state.")
    public ItemList<RelationshipView> list() {
        Map<String, RelationshipActivity> activity = relationships.activity();
        Map<String, Long> deadLetters = relationships.deadLetters();
        return ItemList.of(relationships.all().stream()
                .map(status -> RelationshipView.of(status, activity, deadLetters))
                .toList());
    }

    @GET
    @Path("/{name}")
    @Operation(
            operationId = "getRelationship",
            summary = "One relationship",
            description =
                    "Of one that this service has with itself, the subscriber's side, which holds the constraint.")
    @APIResponse(responseCode = "200", description = "The relationship with its state.")
    @APIResponse(responseCode = "404", description = "This service takes no part in such a relationship.")
    public RelationshipView get(@Parameter(example = "children-parent") @PathParam("name") String name) {
        return relationships.all().stream()
                .filter(status -> status.relationship().name().equals(name))
                .max(Comparator.comparing(RelationshipStatus::role))
                .map(status -> RelationshipView.of(status, relationships.activity(), relationships.deadLetters()))
                .orElseThrow(
                        () -> Problems.notFound(config.service() + " takes no part in a relationship '" + name + "'"));
    }

    @POST
    @Path("/{name}/pause")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "pauseRelationship",
            summary = "Let no row go with its parent until it is resumed",
            description =
                    "Answered by the service that owns the child table, for all of its instances. Deletes of parents are put"
                            + " aside, and nothing is lost; other relationships go on. May be said again, with another reason.")
    @APIResponse(responseCode = "200", description = "It is paused, now or by somebody before.")
    @APIResponse(responseCode = "400", description = "The reason is too long.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the child table of such a relationship.")
    public RelationshipView pause(
            @Parameter(example = "children-parent") @PathParam("name") String name,
            @RequestBody(required = false) @Valid @Nullable PauseRequest request) {
        String reason =
                request == null || request.reason() == null || request.reason().isBlank()
                        ? null
                        : request.reason().strip();
        return switched(name, () -> pauses.pause(name, reason));
    }

    @POST
    @Path("/{name}/resume")
    @Operation(
            operationId = "resumeRelationship",
            summary = "Let what was put aside follow",
            description =
                    "In order, in transactions of a bounded number of rows. Changes nothing where nobody has paused it.")
    @APIResponse(responseCode = "200", description = "It is not paused, now or before.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the child table of such a relationship.")
    public RelationshipView resume(@Parameter(example = "children-parent") @PathParam("name") String name) {
        return switched(name, () -> pauses.resume(name));
    }

    private RelationshipView switched(String name, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            throw Problems.notFound(e.getMessage());
        }
        return get(name);
    }

    @GET
    @Path("/{name}/keys")
    @Operation(
            operationId = "findKey",
            summary = "Whether a key of the parent table exists, asked live",
            description = "Answered by the service that owns the parent table.")
    @APIResponse(responseCode = "200", description = "Present with its version, or not.")
    @APIResponse(responseCode = "400", description = "The key is not of the relationship's type.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the parent table of such a relationship.")
    @APIResponse(responseCode = "503", description = "No answer now, for instance because a transaction holds the key.")
    public KeyView find(
            @Parameter(example = "children-parent") @PathParam("name") String name,
            @Parameter(description = "The value of each key column, in the order of the contract.")
                    @QueryParam("key")
                    @NotEmpty
                    List<@Storable String> key) {
        own.published(name);
        Answer answer = OwnRelationships.answer(() -> keys.find(name, key));
        if (answer instanceof Answer.Present present) {
            return new KeyView(true, present.version());
        }
        if (answer instanceof Answer.Unknown unknown) {
            throw Problems.unavailable(unknown.reason());
        }
        return new KeyView(false, null);
    }
}
