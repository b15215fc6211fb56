/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answer to a key look-up. */
@Schema(
        name = "KeyLookup",
        requiredProperties = {"present"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyView(
        boolean present,
        @Schema(
                        description = "Every later delete of the key has a higher one; absent when the key is.",
                        examples = "1042")
                @Nullable
                Long version) {}
