/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A list in an object, so that it can say more one day. */
@Schema(requiredProperties = "items")
record ItemList<T>(List<T> items) {

    static <T> ItemList<T> of(List<T> items) {
        return new ItemList<>(items);
    }
}
