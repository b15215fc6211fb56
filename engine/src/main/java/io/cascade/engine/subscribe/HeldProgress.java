/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.Progress;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.outbox.PublisherMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then how far events have come that need many transactions: in the log, and to their publishers. */
final class HeldProgress {

    private static final Logger LOGGER = LoggerFactory.getLogger(HeldProgress.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final String service;
    private final DSLContext dsl;
    private final Map<UUID, String> publishers = new LinkedHashMap<>();
    private long next = System.nanoTime();

    HeldProgress(String service, DSLContext dsl) {
        this.service = service;
        this.dsl = dsl;
    }

    /** A part of the event was applied. */
    void of(UUID event, String publisher) {
        publishers.put(event, publisher);
    }

    /** Not in a transaction, so that it tells only what is committed. */
    void tell() {
        if (publishers.isEmpty() || System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + EVERY.toNanos();
        Map<String, List<Progress>> byPublisher = new LinkedHashMap<>();
        dsl.fetch(
                        "SELECT event_id, relationship, rows FROM cascade.held_delivery"
                                + " WHERE event_id = ANY (CAST(? AS uuid[]))",
                        (Object) publishers.keySet().toArray(UUID[]::new))
                .forEach(row -> {
                    Progress progress =
                            new Progress(row.get(0, UUID.class), row.get(1, String.class), row.get(2, Long.class));
                    log(progress);
                    byPublisher
                            .computeIfAbsent(publishers.get(progress.event()), publisher -> new ArrayList<>())
                            .add(progress);
                });
        byPublisher.forEach((publisher, progress) -> Ddl.execute(
                dsl,
                PublisherMessages.insert(
                        service, publisher, EventType.DELIVERIES_PROGRESSED, EventCodec.writeProgress(progress))));
        publishers.clear();
    }

    private void log(Progress progress) {
        LOGGER.atInfo()
                .addKeyValue("service", service)
                .addKeyValue("eventId", progress.event())
                .addKeyValue("relationship", progress.relationship())
                .addKeyValue("rows", progress.rows())
                .log("An event with many children is on its way; so many rows are done");
    }
}
