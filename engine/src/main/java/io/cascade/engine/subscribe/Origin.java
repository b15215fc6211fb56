/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells the triggers of the child table which deletion a cascade belongs to, so that the next level carries on its id. What a
 * role's or database's defaults say of the propagation is not for it.
 */
final class Origin {

    private Origin() {}

    static void set(DSLContext tx, @Nullable UUID deletion, String relationship) {
        tx.execute(
                "SELECT set_config('cascade.deletion', ?, true), set_config('cascade.origin', ?, true),"
                        + " set_config('cascade.propagation', '', true)",
                deletion == null ? "" : deletion.toString(),
                relationship);
    }
}
