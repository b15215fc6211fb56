/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.impact;

import io.cascade.engine.impact.Impact;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a delete would take along, as the REST API shows it. */
@Schema(
        name = "Impact",
        requiredProperties = {"keys", "partial", "relationships"},
        description = "What a delete would do now. Nothing was deleted.")
public record ImpactView(
        @Schema(description = "Rows that it would delete of the table itself.", examples = "1") long keys,
        @Schema(description = "Whether something could not be found out; `error` of a relationship says what.")
                boolean partial,
        @Schema(description = "What would follow directly.") List<RelationshipImpactView> relationships) {

    static ImpactView of(Impact impact) {
        return new ImpactView(
                impact.keys(),
                impact.partial(),
                impact.relationships().stream().map(RelationshipImpactView::of).toList());
    }
}
