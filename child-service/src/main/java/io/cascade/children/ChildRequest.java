/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.quarkus.validation.Storable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller says of a child; other members, such as those of an answer sent back, are ignored. */
record ChildRequest(
        @Schema(description = "Generated when left out. It never changes afterwards.", examples = "7") @Min(1) @Nullable
                Long id,
        @Schema(description = "A parent of parent-service.", examples = "42") @NotNull Long parentId,
        @Schema(examples = "Bo") @NotNull @Size(min = 1, max = 200) @Storable String name) {}
