/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A parent as stored. */
@Schema(requiredProperties = {"id", "name", "createdAt", "updatedAt"})
record Parent(
        @Schema(examples = "42") long id,
        @Schema(examples = "Ada") String name,
        Instant createdAt,
        Instant updatedAt) {}
