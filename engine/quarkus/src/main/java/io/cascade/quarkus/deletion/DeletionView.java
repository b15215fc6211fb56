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
        requiredProperties = {"id", "state", "createdAt", "origin", "propagation", "keys", "relationships"},
        description = "One logical delete and how far each relationship has come with it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeletionView(
        @Schema(description = "The same in every service that the delete passes through.") UUID id,
        @Schema(
                        description =
                                "`pending`: something still has to be applied; `applied`: every direct dependent has applied it;"
                                        + " `failed`: some event became a dead letter.",
                        enumeration = {"pending", "applied", "failed"},
                        examples = "applied")
                String state,
        Instant createdAt,
        @Schema(description = "How it began: `api`, `sql`, or the relationship that brought it here.", examples = "api")
                String origin,
        @Schema(
                        description =
                                "`background`: the children follow by their relationships; `orphan`: they stay, without a"
                                        + " parent.",
                        enumeration = {"background", "orphan"},
                        examples = "background")
                String propagation,
        @Schema(description = "How many keys of this service's parent tables it deleted.", examples = "1") long keys,
        @Schema(description = "Empty when nothing refers to the deleted rows.")
                List<RelationshipProgress> relationships,
        @Schema(description = "The key events that carry it, in order; left out in lists.") @Nullable
                List<Event> events) {

    static DeletionView of(Deletion deletion, @Nullable List<Event> events) {
        return new DeletionView(
                deletion.id(),
                lower(deletion.state()),
                deletion.createdAt(),
                deletion.origin(),
                deletion.propagation().id(),
                deletion.keys(),
                deletion.relationships().stream().map(RelationshipProgress::of).toList(),
                events);
    }

    /** With everything. */
    public static DeletionView of(Deletion deletion) {
        return of(deletion, deletion.events().stream().map(Event::of).toList());
    }

    /** Without the events, of which a bulk delete has thousands. */
    public static DeletionView summary(Deletion deletion) {
        return of(deletion, null);
    }

    private static String lower(Deletion.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Schema(
            name = "RelationshipProgress",
            requiredProperties = {"name", "state", "events", "eventsApplied", "rows"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RelationshipProgress(
            @Schema(examples = "children-parent") String name,
            @Schema(
                            enumeration = {"pending", "applied", "failed"},
                            examples = "applied")
                    String state,
            @Schema(description = "How many events it has to apply.", examples = "1") long events,
            @Schema(description = "How many it has reported applied.", examples = "1") long eventsApplied,
            @Schema(description = "Child rows deleted or changed so far.", examples = "3") long rows,
            @Schema(description = "When the last event was reported applied.") @Nullable Instant appliedAt,
            @Schema(description = "Why it failed.") @Nullable String reason) {

        static RelationshipProgress of(Deletion.RelationshipProgress progress) {
            return new RelationshipProgress(
                    progress.name(),
                    lower(progress.state()),
                    progress.events(),
                    progress.eventsApplied(),
                    progress.rows(),
                    progress.appliedAt(),
                    progress.reason());
        }
    }

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
