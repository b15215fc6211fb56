/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.contracts.Relationship;
import io.cascade.engine.brake.Strain;
import io.cascade.engine.relationship.RelationshipActivity;
import io.cascade.engine.relationship.RelationshipStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A relationship in one role of this service. */
@Schema(
        name = "Relationship",
        requiredProperties = {"name", "role", "state", "onDelete", "parent", "child"},
        description = "A relationship and this service's part in it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RelationshipView(
        @Schema(examples = "children-parent") String name,
        @Schema(
                        enumeration = {"publisher", "subscriber"},
                        examples = "subscriber")
                String role,
        @Schema(
                        description =
                                "`backfilling`: existing keys are on their way; `enforced`: for all rows; `orphans`: for new"
                                        + " rows, some older ones have no parent.",
                        enumeration = {"backfilling", "enforced", "orphans"},
                        examples = "enforced")
                String state,
        @Schema(description = "Rows without a parent among the existing data; absent where this is not checked here.")
                @Nullable
                Long orphans,
        @Schema(description = "What to know about the state.") @Nullable String detail,
        @Schema(examples = "CASCADE") String onDelete,
        Parent parent,
        Child child,
        @Schema(description = "What it does at present; at the parent's service, which the reports come to.") @Nullable
                Activity activity,
        @Schema(description = "Events on its topic that became dead letters; at the child's service.", examples = "0")
                @Nullable
                Long deadLetters,
        @Schema(
                        description =
                                "Why no row of it goes with its parent at present; absent when nobody has paused it. The parent's"
                                        + " service knows it from the child's.")
                @Nullable
                Paused paused,
        @Schema(
                        description =
                                "From what the database suffers as this instance sees it, so that rows go slowly: `replica_lag`,"
                                        + " `wal`, `lock_waits`; absent when it is well. At the child's service.",
                        examples = "[\"wal\"]")
                @Nullable
                List<String> braked) {

    static RelationshipView of(
            RelationshipStatus status, Map<String, RelationshipActivity> activity, Map<String, Long> deadLetters) {
        boolean publisher = status.role() == RelationshipStatus.Role.PUBLISHER;
        Relationship relationship = status.relationship();
        return new RelationshipView(
                relationship.name(),
                status.role().name().toLowerCase(Locale.ROOT),
                status.state().name().toLowerCase(Locale.ROOT),
                status.orphans(),
                status.detail(),
                relationship.onDelete().sql(),
                Parent.of(relationship),
                Child.of(relationship),
                publisher ? Activity.of(activity.get(relationship.name())) : null,
                publisher ? null : deadLetters.get(relationship.name()),
                status.pause() == null
                        ? null
                        : new Paused(status.pause().since(), status.pause().reason()),
                status.braked().isEmpty()
                        ? null
                        : status.braked().stream().map(Strain::id).sorted().toList());
    }

    @Schema(
            name = "RelationshipPause",
            requiredProperties = {"since"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Paused(
            Instant since,
            @Schema(
                            description = "What a person has said about it.",
                            examples = "the nightly import needs the database")
                    @Nullable
                    String reason) {}

    @Schema(
            name = "RelationshipActivity",
            requiredProperties = {"events", "rows", "pending", "failed"},
            description = "Of the last minute, but for what is pending or has failed: that is all of it.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Activity(
            @Schema(description = "Events that were reported.", examples = "2") long events,
            @Schema(description = "Child rows that those deleted or changed.", examples = "12") long rows,
            @Schema(description = "Events that nothing was reported of yet.", examples = "0") long pending,
            @Schema(description = "Events that became dead letters.", examples = "0") long failed,
            @Schema(
                            description =
                                    "From an event's publication to its report, on average; absent without reports.",
                            examples = "48")
                    @Nullable
                    Long lagMillis) {

        private static @Nullable Activity of(@Nullable RelationshipActivity activity) {
            return activity == null
                    ? null
                    : new Activity(
                            activity.events(),
                            activity.rows(),
                            activity.pending(),
                            activity.failed(),
                            activity.lag() == null ? null : activity.lag().toMillis());
        }
    }

    @Schema(
            name = "ParentSide",
            requiredProperties = {"service", "table", "key"})
    record Parent(
            @Schema(examples = "parent-service") String service,
            @Schema(examples = "public.parents") String table,
            List<KeyColumn> key) {

        private static Parent of(Relationship relationship) {
            return new Parent(
                    relationship.parent().service(),
                    relationship.parent().table().toString(),
                    relationship.parent().key().stream()
                            .map(column ->
                                    new KeyColumn(column.name(), column.type().contractName()))
                            .toList());
        }
    }

    @Schema(
            name = "KeyColumn",
            requiredProperties = {"column", "type"})
    record KeyColumn(@Schema(examples = "id") String column, @Schema(examples = "bigint") String type) {}

    @Schema(
            name = "ChildSide",
            requiredProperties = {"service", "table", "columns"})
    record Child(
            @Schema(examples = "child-service") String service,
            @Schema(examples = "public.children") String table,
            List<String> columns) {

        private static Child of(Relationship relationship) {
            return new Child(
                    relationship.child().service(),
                    relationship.child().table().toString(),
                    relationship.child().columns());
        }
    }
}
