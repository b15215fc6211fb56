/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import io.cascade.quarkus.validation.Storable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says of a parent; other members, such as those of an answer sent back, are ignored. */
record ParentRequest(
        @Schema(description = "Generated when left out. It never changes afterwards.", examples = "42")
                @Min(1)
                @Nullable
                Long id,
        @Schema(examples = "Ada") @NotNull @Size(min = 1, max = 200) @Storable String name) {}
