/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Answers a publisher that sends an event again because it has heard nothing of it: what became of the event, if it was here
 * before. Nothing is applied for that.
 */
final class PresentState {

    private record Settlement(long rows, @Nullable String reason) {}

    private final DSLContext tx;

    PresentState(DSLContext tx) {
        this.tx = tx;
    }

    void report(IncomingEvent event, Deliveries deliveries) {
        String failure = openDeadLetter(event.id());
        Set<String> held =
                new HashSet<>(tx.fetch("SELECT relationship FROM cascade.held_delivery WHERE event_id = ?", event.id())
                        .map(row -> row.get(0, String.class)));
        Map<String, Settlement> waiting = new HashMap<>();
        tx.fetch("SELECT relationship, rows, reason FROM cascade.settlement WHERE event_id = ?", event.id())
                .forEach(row -> waiting.put(
                        row.get(0, String.class), new Settlement(row.get(1, Long.class), row.get(2, String.class))));
        for (Subscription subscription : event.subscriptions()) {
            String name = subscription.name();
            if (failure != null) {
                deliveries.add(event.publisher(), Delivery.failed(event.id(), name, failure));
            } else if (waiting.containsKey(name)) {
                Settlement settlement = waiting.get(name);
                deliveries.add(
                        event.publisher(),
                        new Delivery(
                                event.id(), name, Delivery.State.APPLIED, settlement.rows(), 0, settlement.reason()));
            } else if (!held.contains(name)) {
                deliveries.add(event.publisher(), Delivery.settled(event.id(), name, 0, 0));
            }
        }
    }

    private @Nullable String openDeadLetter(UUID event) {
        return tx
                .fetch("SELECT reason FROM cascade.dead_letter WHERE headers ->> 'ce_id' = ? LIMIT 1", event.toString())
                .stream()
                .map(row -> row.get(0, String.class))
                .findFirst()
                .orElse(null);
    }
}
