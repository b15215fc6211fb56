/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.impact;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.engine.impact.ImpactQuestion;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What one service asks another. */
@Schema(
        name = "ImpactRequest",
        requiredProperties = {"keys"},
        description = "Keys of the parent table that would go.")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record ImpactRequest(
        @Schema(
                        description =
                                "By the names of the key's columns, lists of the same length: at most 10,000 keys.",
                        examples = "{\"id\": [\"1\", \"2\"]}")
                @NotEmpty
                Map<String, @NotNull List<@NotNull String>> keys,
        @Schema(description = "Likewise, by relationships: what was asked about on the way here, to end circles.")
                @Nullable
                Map<String, @NotNull Map<String, @NotNull List<@NotNull String>>> visited,
        @Schema(description = "The level that the answer has.", defaultValue = "1") @Min(1) @Max(100) @Nullable
                Integer level,
        @Schema(
                        description =
                                "How many levels are looked at, this one included; 0 to count and leave what follows.",
                        defaultValue = "10")
                @Min(0)
                @Max(10)
                @Nullable
                Integer depth,
        @Schema(description = "Whether these are not all keys.", defaultValue = "false") @Nullable Boolean atLeast,
        @Schema(description = "Within what time an answer is of use.", defaultValue = "2000")
                @Min(1)
                @Max(30000)
                @Nullable
                Integer timeoutMillis) {

    static ImpactRequest of(ImpactQuestion question) {
        return new ImpactRequest(
                question.keys(),
                question.visited().isEmpty() ? null : question.visited(),
                question.level(),
                question.depth(),
                question.atLeast(),
                (int) question.timeout().toMillis());
    }

    ImpactQuestion question(String relationship) {
        return new ImpactQuestion(
                relationship,
                keys,
                visited == null ? Map.of() : visited,
                level == null ? 1 : level,
                depth == null ? ImpactQuestion.MOST_LEVELS : depth,
                Boolean.TRUE.equals(atLeast),
                timeoutMillis == null ? ImpactQuestion.DEFAULT_TIMEOUT : Duration.ofMillis(timeoutMillis));
    }
}
