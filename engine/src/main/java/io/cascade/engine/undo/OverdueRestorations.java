/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Topics;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import java.time.Duration;
import java.util.Collection;
import java.util.TreeMap;
import org.jooq.DSLContext;

/** Publishes requests to bring rows back again when nobody has reported on them for long: they or the reports may be lost. */
public final class OverdueRestorations {

    private static final int AT_ONCE = 200;

    /** The same event under the same id: from the delivery that it takes back, because the outbox may have forgotten the first. */
    private static final String PUBLISH =
            """
            WITH asked AS MATERIALIZED (
                UPDATE cascade.restored_event AS r SET asked = r.asked + 1, asked_at = clock_timestamp()
                FROM (SELECT event_id, relationship FROM cascade.restored_event
                      WHERE NOT done
                          AND coalesce(asked_at, created_at)
                              NOT BETWEEN now() - CAST(? AS interval) * power(2, least(asked, 8)) AND now() + interval '1 min'
                      ORDER BY created_at, event_id, relationship LIMIT ? FOR UPDATE SKIP LOCKED) AS o
                WHERE r.event_id = o.event_id AND r.relationship = o.relationship
                RETURNING r.event_id, r.relationship, r.deletion_id, r.deleted_event
            )
            INSERT INTO cascade.outbox (id, topic, record_key, type, source, subject, payload)
            SELECT a.event_id, t.topic, d.record_key, ?, ?, d.subject,
                   json_build_object('table', d.subject, 'relationships', json_agg(a.relationship ORDER BY a.relationship),
                                     'deletion', a.deletion_id, 'event', a.deleted_event, 'since', min(d.restored_since),
                                     'redelivery', true)::text
            FROM asked AS a
            JOIN cascade.delivery AS d ON d.event_id = a.deleted_event AND d.relationship = a.relationship
            JOIN unnest(CAST(? AS text[]), CAST(? AS text[])) AS t (subject, topic) ON t.subject = d.subject
            GROUP BY a.event_id, a.deletion_id, a.deleted_event, t.topic, d.record_key, d.subject
            """;

    private final String service;
    private final Duration after;
    private final String[] tables;
    private final String[] topics;

    /**
     * @param parents the tables of this service that others refer to
     * @param after how long a report may take; each time it is asked for, twice as long as before
     */
    public OverdueRestorations(String service, Collection<ParentTable> parents, Duration after) {
        this.service = service;
        this.after = after;
        TreeMap<String, String> topicOf = new TreeMap<>();
        parents.forEach(parent -> topicOf.put(parent.table().toString(), Topics.keys(service, parent.table())));
        this.tables = topicOf.keySet().toArray(String[]::new);
        this.topics = topicOf.values().toArray(String[]::new);
    }

    /** Returns how many events were published again. A time that is yet to come is of a clock that was ahead, and counts as long ago. */
    public int ask(DSLContext dsl) {
        return dsl.execute(
                PUBLISH,
                after.toMillis() + " ms",
                AT_ONCE,
                EventType.KEYS_RESTORED.cloudEventsType(),
                CloudEventHeaders.sourceOf(service),
                tables,
                topics);
    }
}
