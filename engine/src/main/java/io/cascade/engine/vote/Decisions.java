/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Topics;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.DecisionRequest;
import io.cascade.contracts.event.EventType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * Answers subscribers that miss the end of a vote. Only {@code keys.kept} is said again: a delete that nobody has acknowledged is
 * the watchdog's, and as long as there is one, keys that were promised to it stay promised.
 */
public final class Decisions {

    private final String service;
    private final Map<String, String> topics;

    /** @param parents the tables of this service that others refer to */
    public Decisions(String service, Collection<ParentTable> parents) {
        this.service = service;
        this.topics = parents.stream()
                .collect(Collectors.toMap(
                        parent -> parent.table().toString(),
                        parent -> Topics.keys(service, parent.table()),
                        (one, other) -> one));
    }

    /** Returns how many of them are answered; nothing is said of what is being decided, or on its way. */
    public int answer(DSLContext tx, List<DecisionRequest> requests) {
        return requests.stream()
                .filter(request -> topics.containsKey(request.table()))
                .mapToInt(request -> answer(tx, request))
                .sum();
    }

    /** One statement, so that an intent is seen either undecided or with the deliveries of its delete. */
    private int answer(DSLContext tx, DecisionRequest request) {
        return tx.execute(
                """
                INSERT INTO cascade.outbox (topic, record_key, type, source, subject, payload)
                SELECT ?, CAST(? AS text), ?, ?, CAST(? AS text),
                       json_build_object('table', CAST(? AS text), 'relationships', to_json(CAST(? AS text[])),
                                         'deletion', CAST(? AS uuid), 'event', CAST(? AS uuid))::text
                WHERE NOT EXISTS (SELECT FROM cascade.intent_event AS e JOIN cascade.intent AS i ON i.id = e.intent_id
                                  WHERE e.event_id = ? AND i.state IN ('voting', 'approved'))
                    AND NOT EXISTS (SELECT FROM cascade.delivery AS d
                                    WHERE d.deletion_id = ? AND d.state NOT IN ('settled', 'discarded'))
                """,
                topics.get(request.table()),
                request.recordKey(),
                EventType.KEYS_KEPT.cloudEventsType(),
                CloudEventHeaders.sourceOf(service),
                request.table(),
                request.table(),
                request.relationships().toArray(String[]::new),
                request.deletion(),
                request.event(),
                request.event(),
                request.deletion());
    }
}
