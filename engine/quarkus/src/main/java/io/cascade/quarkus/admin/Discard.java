/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.quarkus.validation.Storable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why a dead letter is given up. */
@Schema(name = "Discard", requiredProperties = "reason")
record Discard(
        @Schema(
                        description = "For whoever reads the deletion later; no keys, because it goes into its report.",
                        examples = "the invoices are kept for the auditors")
                @NotBlank
                @Size(max = 500)
                @Storable
                String reason) {}
