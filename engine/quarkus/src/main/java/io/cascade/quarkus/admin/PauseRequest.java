/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.quarkus.validation.Storable;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a relationship is paused. */
@Schema(name = "PauseRequest")
record PauseRequest(
        @Schema(
                        description =
                                "For whoever wonders why nothing goes; no keys, because it is told to the parent's service.",
                        examples = "the nightly import needs the database")
                @Nullable
                @Size(max = 500)
                @Storable
                String reason) {}
