/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** Remembers which events were dealt with. */
final class Inbox {

    private Inbox() {}

    /** Writes the events down and returns those that were new. ON CONFLICT, because a failed INSERT would end the transaction. */
    static Set<UUID> accept(DSLContext tx, Collection<UUID> events) {
        return new HashSet<>(tx.fetch(
                        "INSERT INTO cascade.inbox (event_id) SELECT DISTINCT unnest(CAST(? AS uuid[]))"
                                + " ON CONFLICT DO NOTHING RETURNING event_id",
                        (Object) events.toArray(UUID[]::new))
                .map(row -> row.get(0, UUID.class)));
    }

    /** Of the events those that were not dealt with. */
    static Set<UUID> unknown(DSLContext tx, Collection<UUID> events) {
        Set<UUID> unknown = new HashSet<>(events);
        tx.fetch("SELECT event_id FROM cascade.inbox WHERE event_id = ANY (CAST(? AS uuid[]))", (Object)
                        events.toArray(UUID[]::new))
                .forEach(row -> unknown.remove(row.get(0, UUID.class)));
        return unknown;
    }

    /** Takes back what the same transaction has written down, because it has no room for these events. */
    static void forget(DSLContext tx, Collection<UUID> events) {
        tx.execute("DELETE FROM cascade.inbox WHERE event_id = ANY (CAST(? AS uuid[]))", (Object)
                events.toArray(UUID[]::new));
    }
}
