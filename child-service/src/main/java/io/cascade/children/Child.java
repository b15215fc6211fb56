/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A child as stored. */
@Schema(requiredProperties = {"id", "name", "createdAt", "updatedAt"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record Child(
        @Schema(examples = "7") long id,
        @Schema(
                        description =
                                "Absent where the child has none: it was taken out of its parent's collection, or its"
                                        + " parent was deleted without it.",
                        examples = "42")
                @Nullable
                Long parentId,
        @Schema(examples = "Bo") String name,
        Instant createdAt,
        Instant updatedAt) {}
