/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.engine.deletion.Deletion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A deletion as the REST API shows it. */
@Schema(
        name = "Deletion",
        requiredProperties = {
            "id",
            "state",
            "createdAt",
            "origin",
            "requestedBy",
            "propagation",
            "keys",
            "tables",
            "rows",
            "relationships",
            "restorable"
        },
        description = "One logical delete and how far each relationship has come with it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeletionView(
        @Schema(description = "The same in every service that the delete passes through.") UUID id,
        @Schema(
                        description =
                                "`running`: something still has to happen, at whatever level; `settled`: gone everywhere; `failed`:"
                                        + " some event became a dead letter or was given up, at whatever level; `stuck`: it should"
                                        + " have moved on.",
                        enumeration = {"running", "settled", "failed", "stuck"},
                        examples = "settled")
                String state,
        @Schema(description = "Why it has failed or is stuck, or what it waits for.") @Nullable String reason,
        Instant createdAt,
        @Schema(description = "When the last of its events settled.") @Nullable Instant settledAt,
        @Schema(description = "How it began: `api`, `sql`, or the relationship that brought it here.", examples = "api")
                String origin,
        @Schema(description = "The database role that deleted.", examples = "parent_service") String requestedBy,
        @Schema(description = "The application_name of its session.", examples = "psql") @Nullable String client,
        @Schema(
                        description =
                                "`background`: the children follow by their relationships; `orphan`: they stay, without a"
                                        + " parent.",
                        enumeration = {"background", "orphan"},
                        examples = "background")
                String propagation,
        @Schema(description = "How many keys of this service's parent tables it deleted.", examples = "1") long keys,
        @Schema(description = "The tables that they were in.") List<Table> tables,
        @Schema(
                        description =
                                "Rows deleted or changed so far in other services; of levels below the next, those of events"
                                        + " that have settled.",
                        examples = "15")
                long rows,
        @Schema(description = "Empty when nothing refers to the deleted rows.")
                List<RelationshipProgress> relationships,
        @Schema(description = "The key events that carry it, in order, as long as they are kept; left out in lists.")
                @Nullable
                List<Event> events,
        @Schema(
                        description =
                                "Whether `POST /deletions/{id}/restore` may take it back: it has settled here, copies are kept and it has"
                                        + " not come back already.",
                        examples = "true")
                boolean restorable,
        @Schema(description = "How far it has been taken back; left out when nobody has tried.") @Nullable
                RestorationView restoration) {

    static DeletionView of(Deletion deletion, List<RelationshipProgress> relationships, @Nullable List<Event> events) {
        return new DeletionView(
                deletion.id(),
                lower(deletion.state()),
                deletion.reason(),
                deletion.createdAt(),
                deletion.settledAt(),
                deletion.origin(),
                deletion.requestedBy(),
                deletion.client(),
                deletion.propagation().id(),
                deletion.keys(),
                deletion.tables().stream()
                        .map(table -> new Table(table.name(), table.keys()))
                        .toList(),
                deletion.rows(),
                relationships,
                events,
                deletion.restorable(),
                deletion.restoration() == null ? null : RestorationView.of(deletion.restoration()));
    }

    private static String lower(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Schema(
            name = "DeletedTable",
            requiredProperties = {"table", "keys"})
    public record Table(@Schema(examples = "public.parents") String table, @Schema(examples = "1") long keys) {}

    @Schema(
            name = "RelationshipProgress",
            requiredProperties = {
                "name",
                "state",
                "keys",
                "events",
                "eventsApplied",
                "eventsSettled",
                "eventsFailed",
                "eventsDiscarded",
                "rows",
                "rowsBelow"
            })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RelationshipProgress(
            @Schema(examples = "children-parent") String name,
            @Schema(
                            description =
                                    "`applied`: the child's service has done its part; `settled`: and so have all below it.",
                            enumeration = {"running", "applied", "settled", "failed"},
                            examples = "settled")
                    String state,
            @Schema(description = "Where its rows are; absent when no contract names it any more.") @Nullable
                    Dependent child,
            @Schema(description = "How many keys it has to follow.", examples = "1") long keys,
            @Schema(description = "How many events carry them.", examples = "1") long events,
            @Schema(description = "How many it has reported applied, or settled.", examples = "1") long eventsApplied,
            @Schema(description = "How many have settled.", examples = "1") long eventsSettled,
            @Schema(description = "How many are dead letters of the child's service.", examples = "0")
                    long eventsFailed,
            @Schema(description = "How many were given up, there or below.", examples = "0") long eventsDiscarded,
            @Schema(description = "Child rows deleted or changed so far.", examples = "3") long rows,
            @Schema(description = "Rows at all levels below, of events that have settled.", examples = "12")
                    long rowsBelow,
            @Schema(description = "When the last event was reported applied.") @Nullable Instant appliedAt,
            @Schema(description = "When the last event settled.") @Nullable Instant settledAt,
            @Schema(description = "From the deletion to the last report.", examples = "42") @Nullable Long lagMillis,
            @Schema(
                            description = "What is wrong, there or below, or what it waits for.",
                            examples =
                                    "waiting: paused since 2026-11-27T12:00:00Z: the nightly import needs the database")
                    @Nullable
                    String reason,
            @Schema(
                            description =
                                    "The same deletion in the child's service, by this service; absent when nothing refers to"
                                            + " any table there, and 404 where this deletion has deleted nothing that others refer to.",
                            examples = "/services/child-service/deletions/3f2b8c1e-5d4a-4c9b-8a7e-6f1d2c3b4a59")
                    @Nullable
                    String deletion) {

        static RelationshipProgress of(
                Deletion.RelationshipProgress progress, @Nullable Dependent child, @Nullable String deletion) {
            return new RelationshipProgress(
                    progress.name(),
                    lower(progress.state()),
                    child,
                    progress.keys(),
                    progress.events(),
                    progress.eventsApplied(),
                    progress.eventsSettled(),
                    progress.eventsFailed(),
                    progress.eventsDiscarded(),
                    progress.rows(),
                    progress.rowsBelow(),
                    progress.appliedAt(),
                    progress.settledAt(),
                    progress.lag() == null ? null : progress.lag().toMillis(),
                    progress.reason(),
                    deletion);
        }
    }

    @Schema(
            name = "Dependent",
            requiredProperties = {"service", "table"})
    public record Dependent(
            @Schema(examples = "child-service") String service, @Schema(examples = "public.children") String table) {}

    @Schema(
            name = "DeletionEvent",
            requiredProperties = {"id", "topic", "recordKey", "keys"})
    public record Event(
            UUID id,
            @Schema(examples = "cascade.parent-service.public.parents") String topic,
            @Schema(description = "Decides the partition.") String recordKey,
            @Schema(description = "How many keys it carries.", examples = "1") int keys) {

        static Event of(Deletion.Event event) {
            return new Event(event.id(), event.topic(), event.recordKey(), event.keys());
        }
    }
}
