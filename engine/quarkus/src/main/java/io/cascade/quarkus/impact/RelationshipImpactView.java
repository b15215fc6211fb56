/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.impact;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.contracts.OnDelete;
import io.cascade.engine.impact.RelationshipImpact;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a delete would take along by one relationship, as services tell each other and the caller. */
@Schema(
        name = "RelationshipImpact",
        requiredProperties = {"name", "service", "table", "onDelete", "level", "relationships"},
        description = "What a delete would do by one relationship, and what would follow from there.")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record RelationshipImpactView(
        @Schema(examples = "children-parent") String name,
        @Schema(description = "The child's service.", examples = "child-service") String service,
        @Schema(description = "The child's table.", examples = "public.children") String table,
        @Schema(examples = "CASCADE") String onDelete,
        @Schema(description = "1 for what refers to the deleted rows themselves.", examples = "1") int level,
        @Schema(
                        description =
                                "Rows that refer to what would go; absent when they could not be counted. A row that"
                                        + " two relationships lead to counts in both.",
                        examples = "3")
                @Nullable
                Long rows,
        @Schema(description = "True when there may be more, because only 10,000 keys were asked about.") @Nullable
                Boolean atLeast,
        @Schema(description = "True when these rows would refuse the whole delete.") @Nullable Boolean restricts,
        @Schema(description = "Why rows are missing.") @Nullable String error,
        @Schema(description = "What would follow from the rows that go.") List<RelationshipImpactView> relationships) {

    static RelationshipImpactView of(RelationshipImpact impact) {
        return new RelationshipImpactView(
                impact.name(),
                impact.service(),
                impact.table(),
                impact.onDelete().sql(),
                impact.level(),
                impact.rows(),
                impact.atLeast() ? true : null,
                impact.restricts() ? true : null,
                impact.error(),
                impact.relationships().stream().map(RelationshipImpactView::of).toList());
    }

    /** Throws IllegalArgumentException when it is none. */
    RelationshipImpact impact() {
        return new RelationshipImpact(
                name,
                service,
                table,
                Arrays.stream(OnDelete.values())
                        .filter(action -> action.sql().equals(onDelete))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no ON DELETE action: " + onDelete)),
                level,
                rows,
                Boolean.TRUE.equals(atLeast),
                error,
                relationships.stream().map(RelationshipImpactView::impact).toList());
    }
}
