/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.outbox.PublisherMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/** Collects what became of events and reports it through the outbox, in the transaction that did the work. */
public final class Reports {

    /** Reports an event carries at most: a few hundred KiB. */
    private static final int CHUNK = 1000;

    private final String service;
    private final Map<String, List<Delivery>> byPublisher = new LinkedHashMap<>();

    public Reports(String service) {
        this.service = service;
    }

    public void add(String publisher, Delivery delivery) {
        byPublisher.computeIfAbsent(publisher, name -> new ArrayList<>()).add(delivery);
    }

    /** One event for each publisher, or few. */
    public void write(DSLContext tx) {
        byPublisher.forEach((publisher, deliveries) -> {
            for (int from = 0; from < deliveries.size(); from += CHUNK) {
                insert(tx, publisher, deliveries.subList(from, Math.min(from + CHUNK, deliveries.size())));
            }
        });
    }

    private void insert(DSLContext tx, String publisher, List<Delivery> deliveries) {
        Ddl.execute(
                tx,
                PublisherMessages.insert(
                        service, publisher, EventType.DELIVERIES_REPORTED, EventCodec.write(deliveries)));
    }
}
