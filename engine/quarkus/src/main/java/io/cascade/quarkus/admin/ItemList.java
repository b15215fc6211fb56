/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A list in an object, so that it can say more one day. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = "items")
record ItemList<T>(
        List<T> items,
        @Schema(description = "How many there are, where that is more than this list may hold.") @Nullable Long total) {

    static <T> ItemList<T> of(List<T> items) {
        return new ItemList<>(items, null);
    }
}
