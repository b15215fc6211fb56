/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells the triggers of the child table which deletion and which event a cascade comes from, so that the next level carries on
 * the deletion's id and the event settles when that level has. What a role's or database's defaults say of the propagation is
 * not for it, and how many keys may go at once was decided where it began.
 */
final class Origin {

    private Origin() {}

    /**
     * @param cause null when no event brings the delete, so that it is a deletion of its own
     * @param retain whether copies may be kept of what goes
     */
    static void set(DSLContext tx, @Nullable UUID deletion, @Nullable UUID cause, boolean retain, String relationship) {
        tx.execute(
                "SELECT set_config('cascade.deletion', ?, true), set_config('cascade.cause', ?, true),"
                        + " set_config('cascade.origin', ?, true), set_config('cascade.propagation', '', true),"
                        + " set_config('cascade.allow_bulk', 'on', true),"
                        + " set_config('cascade.retain', ?, true)",
                text(deletion),
                text(cause),
                relationship,
                retain ? "on" : "off");
    }

    private static String text(@Nullable UUID id) {
        return id == null ? "" : id.toString();
    }
}
