/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.Restoration.Refusal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What a service asks the services below it to bring back. */
final class RestoredEvents {

    /**
     * Whose rows have come back, so that what they took along should too.
     *
     * @param cause the event that took them away; null where the deletion began
     * @param relationship by which it did; null where the deletion began
     * @param upstream the event that asks to bring them back; null where the deletion began
     * @param since the version that keys which have come back have at least, unless an earlier attempt has noted a lower one
     */
    record Level(
            UUID deletion,
            int attempt,
            @Nullable UUID cause,
            @Nullable String relationship,
            @Nullable UUID upstream,
            long since) {}

    /** One event for one of the deletion's, with its record key, for those relationships that keep copies. */
    private static final String PUBLISH =
            """
            WITH delivery AS MATERIALIZED (
                UPDATE cascade.delivery AS d SET restored_since = coalesce(d.restored_since, CAST(? AS bigint))
                WHERE d.deletion_id = ? AND d.cause_event IS NOT DISTINCT FROM CAST(? AS uuid)
                    AND d.cause_relationship IS NOT DISTINCT FROM CAST(? AS text)
                    AND d.subject = ? AND d.relationship = ANY (CAST(? AS text[])) AND d.record_key IS NOT NULL
                RETURNING d.event_id, d.record_key, d.subject, d.relationship, d.restored_since
            ), event AS MATERIALIZED (
                SELECT gen_random_uuid() AS id, d.event_id, d.record_key, d.subject, min(d.restored_since) AS since,
                       array_agg(d.relationship ORDER BY d.relationship) AS relationships
                FROM delivery AS d GROUP BY d.event_id, d.record_key, d.subject
            ), noted AS (
                INSERT INTO cascade.restored_event
                    (event_id, relationship, deletion_id, deleted_event, attempt, upstream_event, upstream_relationship)
                SELECT e.id, r.name, CAST(? AS uuid), e.event_id, CAST(? AS integer), CAST(? AS uuid), CAST(? AS text)
                FROM event AS e, unnest(e.relationships) AS r (name)
            )
            INSERT INTO cascade.outbox (id, topic, record_key, type, source, subject, payload)
            SELECT e.id, ?, e.record_key, ?, ?, e.subject,
                   json_build_object('table', e.subject, 'relationships', to_json(e.relationships),
                                     'deletion', CAST(? AS text), 'event', e.event_id, 'since', e.since)::text
            FROM event AS e
            """;

    private final String service;
    private final Contracts contracts;

    RestoredEvents(String service, Contracts contracts) {
        this.service = service;
        this.contracts = contracts;
    }

    /** Asks the services below; returns whether there was anybody to ask. */
    boolean publish(DSLContext tx, Level level) {
        Map<String, String> topics = new TreeMap<>();
        contracts
                .publishedBy(service)
                .keySet()
                .forEach(parent -> topics.put(parent.table().toString(), Topics.keys(service, parent.table())));
        String[] keeping = contracts.relationships().stream()
                .filter(relationship -> relationship.retain() != null)
                .map(Relationship::name)
                .toArray(String[]::new);
        int events = 0;
        for (Map.Entry<String, String> table : topics.entrySet()) {
            events += tx.execute(
                    PUBLISH,
                    level.since(),
                    level.deletion(),
                    level.cause(),
                    level.relationship(),
                    table.getKey(),
                    keeping,
                    level.deletion(),
                    level.attempt(),
                    level.upstream(),
                    level.relationship(),
                    table.getValue(),
                    EventType.KEYS_RESTORED.cloudEventsType(),
                    CloudEventHeaders.sourceOf(service),
                    level.deletion().toString());
        }
        return events > 0;
    }

    /** Rows below that nobody has kept, by what was reported when they went. */
    List<Refusal> lost(DSLContext tx, Level level) {
        Map<String, Relationship> known = contracts.relationships().stream()
                .collect(Collectors.toMap(Relationship::name, relationship -> relationship));
        return tx
                .fetch(
                        """
                        SELECT relationship, sum(rows + rows_below)::bigint FROM cascade.delivery
                        WHERE deletion_id = ? AND cause_event IS NOT DISTINCT FROM CAST(? AS uuid)
                            AND cause_relationship IS NOT DISTINCT FROM CAST(? AS text)
                        GROUP BY relationship HAVING sum(rows + rows_below) > 0 ORDER BY relationship
                        """,
                        level.deletion(),
                        level.cause(),
                        level.relationship())
                .stream()
                .filter(row -> !keeps(known.get(row.get(0, String.class))))
                .map(row -> new Refusal(
                        child(known.get(row.get(0, String.class))),
                        row.get(0, String.class),
                        "the relationship keeps no copies (retain)",
                        row.get(1, Long.class)))
                .toList();
    }

    private static boolean keeps(@Nullable Relationship relationship) {
        return relationship != null && relationship.retain() != null;
    }

    private String child(@Nullable Relationship relationship) {
        return relationship == null ? service : relationship.child().service();
    }
}
