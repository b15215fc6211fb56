/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Answers a publisher that sends events again because it has heard nothing of them: what became of each, if it was here
 * before. Nothing is applied for that.
 */
final class PresentState {

    private record Held(UUID event, String relationship) {}

    private final DSLContext tx;

    PresentState(DSLContext tx) {
        this.tx = tx;
    }

    /** What is applied counts no rows again, because those that wait for something below are kept with it. */
    void report(List<IncomingEvent> events, Deliveries deliveries) {
        if (events.isEmpty()) {
            return;
        }
        Map<UUID, String> failures = openDeadLetters(events);
        Set<Held> held = held(events);
        for (IncomingEvent event : events) {
            String failure = failures.get(event.id());
            for (Subscription subscription : event.subscriptions()) {
                String name = subscription.name();
                if (failure != null) {
                    deliveries.add(event.publisher(), Delivery.failed(event.id(), name, failure));
                } else if (!held.contains(new Held(event.id(), name))) {
                    deliveries.add(event.publisher(), Delivery.applied(event.id(), name, 0));
                }
            }
        }
    }

    private Map<UUID, String> openDeadLetters(List<IncomingEvent> events) {
        Map<UUID, String> failures = new HashMap<>();
        tx.fetch(
                        "SELECT headers ->> 'ce_id', reason FROM cascade.dead_letter"
                                + " WHERE headers ->> 'ce_id' = ANY (CAST(? AS text[]))",
                        (Object) events.stream()
                                .map(event -> event.id().toString())
                                .toArray(String[]::new))
                .forEach(row -> failures.put(UUID.fromString(row.get(0, String.class)), row.get(1, String.class)));
        return failures;
    }

    private Set<Held> held(List<IncomingEvent> events) {
        return new HashSet<>(tx.fetch(
                        "SELECT event_id, relationship FROM cascade.held_delivery WHERE event_id = ANY (CAST(? AS uuid[]))",
                        (Object) events.stream().map(IncomingEvent::id).toArray(UUID[]::new))
                .map(row -> new Held(row.get(0, UUID.class), row.get(1, String.class))));
    }
}
