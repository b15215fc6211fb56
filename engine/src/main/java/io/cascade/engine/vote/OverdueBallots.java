/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import io.cascade.contracts.event.DecisionRequest;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.outbox.PublisherMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Asks what has become of deletions that this service was asked about long ago. That they were given up may have been lost on the
 * way, and what was marked for their sake could not be referred to for ever.
 */
public final class OverdueBallots {

    private static final int AT_ONCE = 200;

    private final String service;
    private final Duration after;

    /** @param after how long a deletion may stay undecided; each time it is asked about, twice as long as before */
    public OverdueBallots(String service, Duration after) {
        this.service = service;
        this.after = after;
    }

    /** Returns how many were asked about. A time that is yet to come is of a clock that was ahead, and counts as long ago. */
    public int ask(DSLContext dsl) {
        return dsl.transactionResult(configuration -> ask(configuration.dsl(), overdue(configuration.dsl())));
    }

    private int ask(DSLContext tx, Map<String, List<DecisionRequest>> requests) {
        requests.forEach((publisher, those) -> Ddl.execute(
                tx,
                PublisherMessages.insert(
                        service, publisher, EventType.DECISIONS_REQUESTED, EventCodec.writeDecisionRequests(those))));
        return requests.values().stream().mapToInt(List::size).sum();
    }

    private Map<String, List<DecisionRequest>> overdue(DSLContext tx) {
        Map<String, List<DecisionRequest>> requests = new TreeMap<>();
        tx.fetch(
                        """
                        UPDATE cascade.ballot AS b SET asked = b.asked + 1, asked_at = clock_timestamp()
                        FROM (SELECT event_id FROM cascade.ballot
                              WHERE coalesce(asked_at, received_at)
                                  NOT BETWEEN now() - CAST(? AS interval) * power(2, least(asked, 8)) AND now() + interval '1 min'
                              ORDER BY received_at, event_id LIMIT ? FOR UPDATE SKIP LOCKED) AS o
                        WHERE b.event_id = o.event_id
                        RETURNING b.publisher, b.event_id, b.deletion_id, CAST(b.payload AS json) ->> 'table',
                            b.relationships, b.record_key
                        """,
                        after.toMillis() + " ms",
                        AT_ONCE)
                .forEach(row -> requests.computeIfAbsent(row.get(0, String.class), publisher -> new ArrayList<>())
                        .add(new DecisionRequest(
                                row.get(1, UUID.class),
                                row.get(2, UUID.class),
                                row.get(3, String.class),
                                List.of(row.get(4, String[].class)),
                                row.get(5, String.class))));
        return requests;
    }
}
