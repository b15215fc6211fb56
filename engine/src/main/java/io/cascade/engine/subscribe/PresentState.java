/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.engine.settle.Settlements;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Answers a publisher that sends events again because it has heard nothing of them: what became of each, if it was here
 * before. Nothing is applied for that.
 */
final class PresentState {

    private record Held(UUID event, String relationship) {}

    /** @param discarded why somebody has given it up; null while it is open */
    private record Letter(String reason, @Nullable String discarded) {}

    private final DSLContext tx;
    private final Settlements settlements;

    PresentState(DSLContext tx, Settlements settlements) {
        this.tx = tx;
        this.settlements = settlements;
    }

    /** What is applied counts no rows again, because those that wait for something below are kept with it. */
    void report(List<IncomingEvent> events, Deliveries deliveries) {
        if (events.isEmpty()) {
            return;
        }
        Map<UUID, Letter> letters = letters(events);
        Set<Held> held = held(events);
        for (IncomingEvent event : events) {
            Letter letter = letters.get(event.id());
            for (Subscription subscription : event.subscriptions()) {
                String name = subscription.name();
                if (letter != null) {
                    deliveries.add(
                            event.publisher(),
                            letter.discarded() == null
                                    ? Delivery.failed(event.id(), name, letter.reason())
                                    : settlements.discarded(event.id(), name, letter.discarded()));
                } else if (!held.contains(new Held(event.id(), name))) {
                    deliveries.add(event.publisher(), Delivery.applied(event.id(), name, 0));
                }
            }
        }
    }

    private Map<UUID, Letter> letters(List<IncomingEvent> events) {
        Map<UUID, Letter> letters = new HashMap<>();
        tx.fetch(
                        "SELECT event_id, reason, CASE state WHEN 'discarded' THEN resolution END FROM cascade.dead_letter"
                                + " WHERE event_id = ANY (CAST(? AS uuid[])) AND state <> 'replayed'",
                        (Object) events.stream().map(IncomingEvent::id).toArray(UUID[]::new))
                .forEach(row -> letters.put(
                        row.get(0, UUID.class), new Letter(row.get(1, String.class), row.get(2, String.class))));
        return letters;
    }

    private Set<Held> held(List<IncomingEvent> events) {
        return new HashSet<>(tx.fetch(
                        "SELECT event_id, relationship FROM cascade.held_delivery WHERE event_id = ANY (CAST(? AS uuid[]))",
                        (Object) events.stream().map(IncomingEvent::id).toArray(UUID[]::new))
                .map(row -> new Held(row.get(0, UUID.class), row.get(1, String.class))));
    }
}
