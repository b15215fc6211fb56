/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.relationship;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;

/** What the tables say of the last minute. Two small queries by indexes, for somebody who looks every second. */
final class ActivityQuery {

    private final DSLContext dsl;
    private final String service;
    private final Contracts contracts;

    ActivityQuery(DSLContext dsl, String service, Contracts contracts) {
        this.dsl = dsl;
        this.service = service;
        this.contracts = contracts;
    }

    Map<String, RelationshipActivity> published() {
        Map<String, RelationshipActivity> activity = new TreeMap<>();
        contracts
                .publishedBy(service)
                .values()
                .forEach(relationships -> relationships.forEach(
                        relationship -> activity.put(relationship.name(), RelationshipActivity.NONE)));
        dsl.fetch(
                        """
                        SELECT relationship, sum(events)::bigint, sum(rows)::bigint, sum(pending)::bigint, sum(failed)::bigint,
                               max(lag)::bigint
                        FROM (SELECT relationship, count(*) AS events, sum(rows) AS rows, 0 AS pending, 0 AS failed,
                                     avg(extract(epoch FROM reported_at - created_at) * 1000) AS lag
                              FROM cascade.delivery WHERE reported_at > now() - interval '1 minute' GROUP BY relationship
                              UNION ALL
                              SELECT relationship, 0, 0, count(*) FILTER (WHERE state = 'pending'),
                                     count(*) FILTER (WHERE state = 'failed'), NULL
                              FROM cascade.delivery WHERE state IN ('pending', 'failed') GROUP BY relationship) AS found
                        GROUP BY relationship
                        """)
                .forEach(row -> activity.computeIfPresent(row.get(0, String.class), (name, none) -> {
                    Long lag = row.get(5, Long.class);
                    return new RelationshipActivity(
                            row.get(1, Long.class),
                            row.get(2, Long.class),
                            row.get(3, Long.class),
                            row.get(4, Long.class),
                            lag == null ? null : Duration.ofMillis(lag));
                }));
        return activity;
    }

    /** A dead letter is one of all relationships on its topic: whether it would have concerned one, nobody can tell any more. */
    Map<String, Long> deadLetters() {
        Map<String, Long> byTopic = new HashMap<>();
        dsl.fetch("SELECT topic, count(*) FROM cascade.dead_letter WHERE state = 'open' GROUP BY topic")
                .forEach(row -> byTopic.put(row.get(0, String.class), row.get(1, Long.class)));
        Map<String, Long> byRelationship = new TreeMap<>();
        for (Relationship relationship : contracts.subscribedBy(service)) {
            String topic = Topics.keys(
                    relationship.parent().service(), relationship.parent().table());
            byRelationship.put(relationship.name(), byTopic.getOrDefault(topic, 0L));
        }
        return byRelationship;
    }
}
