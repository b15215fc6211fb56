/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cascade.engine.drift.ParentKeySet;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What was seen of some keys. */
@Schema(
        name = "KeysSeen",
        requiredProperties = {"lives", "at", "lsn"})
@JsonIgnoreProperties(ignoreUnknown = true)
record LookView(
        @Schema(
                        description =
                                "For each key, in the order of the question, a text that tells its row from any other of the"
                                        + " same key, and that changes when the row does; empty when there is no row.",
                        examples = "[\"16412 733\", \"\"]")
                List<String> lives,
        @Schema(description = "When, by the clock of the parent's database.") Instant at,
        @Schema(description = "How far its log was written.", examples = "0/1A2B3C8") String lsn) {

    static LookView of(ParentKeySet.Look look) {
        return new LookView(look.lives(), look.at(), look.lsn());
    }

    ParentKeySet.Look look() {
        return new ParentKeySet.Look(lives, at, lsn);
    }
}
