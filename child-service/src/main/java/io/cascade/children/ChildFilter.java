/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import org.jspecify.annotations.Nullable;

/** Which children; what is null does not matter. */
record ChildFilter(@Nullable Long parentId, @Nullable String name) {

    boolean all() {
        return parentId == null && name == null;
    }
}
