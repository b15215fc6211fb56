/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A child as stored. */
@Schema(requiredProperties = {"id", "parentId", "name", "createdAt", "updatedAt"})
record Child(
        @Schema(examples = "7") long id,
        @Schema(examples = "42") long parentId,
        @Schema(examples = "Bo") String name,
        Instant createdAt,
        Instant updatedAt) {}
