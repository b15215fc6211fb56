/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.Progress;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.outbox.PublisherMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * What subscribers say of deliveries that take long, written down and passed on to the services above: what waits for something
 * that is at work is not stuck.
 */
final class ProgressReports {

    private final DSLContext tx;
    private final String service;

    ProgressReports(DSLContext tx, String service) {
        this.tx = tx;
        this.service = service;
    }

    void write(List<Progress> progress) {
        List<UUID> causes = tx.fetch(
                        """
                        WITH report AS (
                            SELECT event_id, relationship, max(rows) AS rows
                            FROM unnest(CAST(? AS uuid[]), CAST(? AS text[]), CAST(? AS bigint[])) AS r (event_id, relationship, rows)
                            GROUP BY event_id, relationship
                        ), open AS (
                            SELECT d.event_id, d.relationship FROM cascade.delivery AS d JOIN report AS r USING (event_id, relationship)
                            WHERE CASE d.state WHEN 'pending' THEN true WHEN 'applied' THEN true ELSE false END
                            ORDER BY d.event_id, d.relationship FOR UPDATE OF d
                        )
                        UPDATE cascade.delivery AS d SET rows = greatest(d.rows, r.rows), progressed_at = clock_timestamp()
                        FROM report AS r JOIN open AS o USING (event_id, relationship)
                        WHERE d.event_id = r.event_id AND d.relationship = r.relationship
                        RETURNING d.cause_event
                        """,
                        progress.stream().map(Progress::event).toArray(UUID[]::new),
                        progress.stream().map(Progress::relationship).toArray(String[]::new),
                        progress.stream().map(Progress::rows).toArray(Long[]::new))
                .map(row -> row.get(0, UUID.class));
        causes.removeIf(Objects::isNull);
        if (!causes.isEmpty()) {
            passOn(causes);
        }
    }

    private void passOn(List<UUID> causes) {
        Map<String, List<Progress>> byPublisher = new LinkedHashMap<>();
        tx.fetch(
                        "SELECT publisher, event_id, relationship, rows FROM cascade.settlement"
                                + " WHERE event_id = ANY (CAST(? AS uuid[])) ORDER BY 1, 2, 3",
                        (Object) causes.toArray(UUID[]::new))
                .forEach(row -> byPublisher
                        .computeIfAbsent(row.get(0, String.class), publisher -> new ArrayList<>())
                        .add(new Progress(row.get(1, UUID.class), row.get(2, String.class), row.get(3, Long.class))));
        byPublisher.forEach((publisher, progress) -> Ddl.execute(
                tx,
                PublisherMessages.insert(
                        service, publisher, EventType.DELIVERIES_PROGRESSED, EventCodec.writeProgress(progress))));
    }
}
