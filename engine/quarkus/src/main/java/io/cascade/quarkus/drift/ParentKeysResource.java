/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import io.cascade.contracts.Relationship;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.quarkus.access.Needs;
import io.cascade.quarkus.access.Role;
import io.cascade.quarkus.relationship.OwnRelationships;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers the service of a child table that compares its replica. */
@Path("/relationships/{name}/parent-keys")
@Needs(Role.READER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Relationships")
class ParentKeysResource {

    private final ParentKeySet keys;
    private final OwnRelationships own;

    ParentKeysResource(ParentKeySet keys, OwnRelationships own) {
        this.keys = keys;
        this.own = own;
    }

    @POST
    @Path("/digests")
    @Operation(
            operationId = "digestParentKeys",
            summary = "Digests of ranges of the parent table's keys",
            description = "Answered by the service that owns the parent table, which reads all of it.")
    @APIResponse(responseCode = "200", description = "The digests.")
    @APIResponse(responseCode = "400", description = "The ranges are malformed, or too many.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the parent table of such a relationship.")
    public DigestsView digests(
            @Parameter(example = "children-parent") @PathParam("name") String name,
            @NotNull @Valid KeyRangesRequest request) {
        return answer(
                name,
                relationship -> DigestsView.of(
                        keys.digests(relationship, request.of(), request.moreBits() == null ? 0 : request.moreBits())));
    }

    @POST
    @Path("/ranges")
    @Operation(
            operationId = "listParentKeys",
            summary = "The parent table's keys of some ranges",
            description =
                    "Answered by the service that owns the parent table; 5,001 keys at most, for one to ask for less.")
    @APIResponse(responseCode = "200", description = "The keys.")
    @APIResponse(responseCode = "400", description = "The ranges are malformed, or too many.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the parent table of such a relationship.")
    public KeysView ranges(
            @Parameter(example = "children-parent") @PathParam("name") String name,
            @NotNull @Valid KeyRangesRequest request) {
        return answer(
                name,
                relationship ->
                        new KeysView(keys.keys(relationship, request.of()).columns()));
    }

    @POST
    @Path("/look")
    @Operation(
            operationId = "lookAtParentKeys",
            summary = "Which of some keys there are now",
            description = "Answered by the service that owns the parent table. Nothing is locked.")
    @APIResponse(responseCode = "200", description = "What was seen of them.")
    @APIResponse(responseCode = "400", description = "The keys are not of the relationship's, or too many.")
    @APIResponse(
            responseCode = "404",
            description = "This service does not own the parent table of such a relationship.")
    public LookView look(
            @Parameter(example = "children-parent") @PathParam("name") String name,
            @NotNull @Valid LookRequest request) {
        return answer(
                name,
                relationship ->
                        LookView.of(keys.look(relationship, request.keys().batch(), request.barrier())));
    }

    private <T> T answer(String name, Function<Relationship, T> answer) {
        Relationship published = own.published(name);
        return OwnRelationships.answer(() -> answer.apply(published));
    }
}
