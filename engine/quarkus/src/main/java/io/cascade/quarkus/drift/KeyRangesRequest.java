/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.engine.drift.KeyRanges;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What one service asks another. */
@Schema(
        name = "KeyRanges",
        requiredProperties = {"bits", "ranges"},
        description = "Keys of the parent table, by the low bits of their hash.")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record KeyRangesRequest(
        @Schema(description = "How many bits; 4 for the buckets of events.", examples = "4")
                @Min(1)
                @Max(KeyRanges.MOST_BITS)
                int bits,
        @Schema(description = "What they may be, 4,096 at most.", examples = "[0, 1]") @NotEmpty
                List<@NotNull Long> ranges,
        @Schema(description = "Of digests: into how many further bits each range is cut.", defaultValue = "0")
                @Min(0)
                @Max(12)
                @Nullable
                Integer moreBits) {

    KeyRanges of() {
        return new KeyRanges(bits, ranges);
    }
}
