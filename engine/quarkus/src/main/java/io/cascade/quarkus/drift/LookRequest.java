/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which keys there are now. */
@Schema(
        name = "KeysLook",
        requiredProperties = {"keys"})
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record LookRequest(
        @Schema(description = "5,000 at most.") @NotNull @Valid KeysView keys,
        @Schema(
                        description =
                                "Published to the relationship in every bucket, behind all that the answer has seen: so the"
                                        + " child's service knows when it has applied that.")
                @Nullable
                UUID barrier) {}
