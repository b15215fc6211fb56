/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.undo.RestorationProgress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far a deletion has been taken back, as the REST API shows it. */
@Schema(
        name = "Restoration",
        requiredProperties = {"state", "begunAt", "rows", "refusals"})
public record RestorationView(
        @Schema(
                        description =
                                "`running`: services are still at it; `restored`: everything that was kept is back; `partial`: some"
                                        + " rows could not come back; `refused`: none could.",
                        enumeration = {"running", "restored", "partial", "refused"},
                        examples = "restored")
                String state,
        Instant begunAt,
        @Schema(description = "Rows that are there again, in all services that have reported.", examples = "16")
                long rows,
        @Schema(description = "Rows that could not come back. They are kept as before, for another try.")
                List<Refusal> refusals) {

    static RestorationView of(RestorationProgress progress) {
        return new RestorationView(
                progress.state().name().toLowerCase(Locale.ROOT),
                progress.begunAt(),
                progress.rows(),
                progress.refusals().stream()
                        .map(refusal -> new Refusal(
                                refusal.service(), refusal.relationship(), refusal.reason(), refusal.rows()))
                        .toList());
    }

    @Schema(
            name = "RestorationRefusal",
            requiredProperties = {"service", "relationship", "reason", "rows"})
    public record Refusal(
            @Schema(examples = "child-service") String service,
            @Schema(examples = "children-parent") String relationship,
            @Schema(
                            description = "For a person; never holds a key.",
                            examples = "other rows have taken keys or values of 'children_pkey'")
                    String reason,
            @Schema(examples = "1") long rows) {}
}
