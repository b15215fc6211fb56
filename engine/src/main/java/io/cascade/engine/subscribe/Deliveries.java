/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.engine.settle.Applied;
import io.cascade.engine.settle.Reports;
import io.cascade.engine.settle.Settlements;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** Collects what became of events and reports it through the outbox, in the transaction that did the work. */
final class Deliveries {

    private final String service;
    private final Map<String, List<Delivery>> byPublisher = new LinkedHashMap<>();
    private final Set<UUID> begun = new HashSet<>();

    Deliveries(String service) {
        this.service = service;
    }

    void add(String publisher, Delivery delivery) {
        byPublisher.computeIfAbsent(publisher, name -> new ArrayList<>()).add(delivery);
    }

    /** Earlier transactions have applied a part of the event. */
    void begun(UUID event) {
        begun.add(event);
    }

    void addAll(Deliveries others) {
        others.byPublisher.forEach((publisher, deliveries) -> deliveries.forEach(delivery -> add(publisher, delivery)));
    }

    List<Delivery> all() {
        return byPublisher.values().stream().flatMap(List::stream).toList();
    }

    /** As they are. */
    void report(DSLContext tx) {
        Reports reports = new Reports(service);
        byPublisher.forEach(
                (publisher, deliveries) -> deliveries.forEach(delivery -> reports.add(publisher, delivery)));
        reports.write(tx);
    }

    /**
     * What is applied, as settled where it is; all else as it is. Comes last in the transaction.
     *
     * @param known those of the events that earlier transactions may have applied, or a part of them
     */
    void settle(DSLContext tx, Settlements settlements, Set<UUID> known) {
        List<Applied> applied = new ArrayList<>();
        Deliveries others = new Deliveries(service);
        byPublisher.forEach((publisher, deliveries) -> deliveries.forEach(delivery -> {
            if (delivery.state() == Delivery.State.APPLIED) {
                applied.add(new Applied(delivery.event(), delivery.relationship(), publisher, delivery.rows()));
            } else {
                others.add(publisher, delivery);
            }
        }));
        Set<UUID> parts = new HashSet<>(known);
        parts.addAll(begun);
        settlements.applied(tx, applied, parts);
        others.report(tx);
    }
}
