/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.engine.drift.Validation;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How far a validation is, and what it has found. */
@Schema(
        name = "Validation",
        requiredProperties = {
            "id",
            "relationship",
            "state",
            "repair",
            "phase",
            "startedAt",
            "compared",
            "missing",
            "surplus",
            "orphans",
            "waiting",
            "undecided",
            "repaired",
            "complete"
        },
        description = "A comparison of a key replica with the parent's keys. The counts are those before any repair.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ValidationView(
        UUID id,
        @Schema(examples = "children-parent") String relationship,
        @Schema(
                        description =
                                "`done`: what is said is proven; `unanswered`: it could not be told, and nothing was changed"
                                        + " by it but what had been proven before.",
                        enumeration = {"running", "done", "unanswered"},
                        examples = "done")
                String state,
        @Schema(description = "Whether what differs is mended too.") boolean repair,
        @Schema(description = "What it is doing.", examples = "comparing digests") String phase,
        Instant startedAt,
        @Schema(description = "Absent while it runs.") @Nullable Instant endedAt,
        @Schema(description = "When this was so, by the clock of the parent's database.") @Nullable Instant provenAt,
        @Schema(description = "How far its log was written then.", examples = "0/1A2B3C8") @Nullable String provenLsn,
        @Schema(description = "Keys of the parent that were compared.", examples = "1000000") long compared,
        @Schema(description = "Keys that the parent has and the replica has not.", examples = "0") long missing,
        @Schema(
                        description = "Keys that the replica has and the parent has not: their children are orphans.",
                        examples = "0")
                long surplus,
        @Schema(description = "Rows of the child table that refer to no key that there is.", examples = "0")
                long orphans,
        @Schema(
                        description =
                                "Keys that differ because their event waits here, for a transaction that holds the key, or for"
                                        + " a person with a dead letter. No drift.",
                        examples = "0")
                long waiting,
        @Schema(description = "Keys that differed and had changed each time they were looked at.", examples = "0")
                long undecided,
        @Schema(description = "Keys that were mended.", examples = "0") long repaired,
        @Schema(description = "Whether these are all: one validation finds some ten thousand at most.")
                boolean complete,
        @Schema(description = "Why it ended without a result.") @Nullable String reason) {

    static ValidationView of(Validation validation) {
        return new ValidationView(
                validation.id(),
                validation.relationship(),
                validation.state().name().toLowerCase(Locale.ROOT),
                validation.repair(),
                validation.phase(),
                validation.startedAt(),
                validation.endedAt(),
                validation.provenAt(),
                validation.provenLsn(),
                validation.compared(),
                validation.missing(),
                validation.surplus(),
                validation.orphans(),
                validation.waiting(),
                validation.undecided(),
                validation.repaired(),
                validation.complete(),
                validation.reason());
    }
}
