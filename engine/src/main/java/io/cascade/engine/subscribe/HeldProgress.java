/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then how far events have come that need many transactions. */
final class HeldProgress {

    private static final Logger LOGGER = LoggerFactory.getLogger(HeldProgress.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final String service;
    private final DSLContext dsl;
    private final Set<UUID> events = new LinkedHashSet<>();
    private long next = System.nanoTime() + EVERY.toNanos();

    HeldProgress(String service, DSLContext dsl) {
        this.service = service;
        this.dsl = dsl;
    }

    /** A part of the event was applied. */
    void of(UUID event) {
        events.add(event);
    }

    /** Not in a transaction, so that it tells only what is committed. */
    void log() {
        if (events.isEmpty() || System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + EVERY.toNanos();
        dsl.fetch(
                        "SELECT event_id, relationship, rows FROM cascade.held_delivery"
                                + " WHERE event_id = ANY (CAST(? AS uuid[]))",
                        (Object) events.toArray(UUID[]::new))
                .forEach(row -> LOGGER.atInfo()
                        .addKeyValue("service", service)
                        .addKeyValue("eventId", row.get(0, UUID.class))
                        .addKeyValue("relationship", row.get(1, String.class))
                        .addKeyValue("rows", row.get(2, Long.class))
                        .log("An event with many children is on its way; so many rows are done"));
        events.clear();
    }
}
