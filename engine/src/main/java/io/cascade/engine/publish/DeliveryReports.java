/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.event.Delivery;
import io.cascade.engine.measure.DatabaseMeasurements;
import io.cascade.engine.settle.UnseenCommits;
import io.cascade.engine.settle.UnseenCommits.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;

/**
 * What subscribers say of deliveries, written down so that it only ever moves on: settled and discarded are final, and what
 * was applied does not fail any more. So reports may be repeated.
 */
final class DeliveryReports {

    private final DSLContext tx;

    DeliveryReports(DSLContext tx) {
        this.tx = tx;
    }

    /** @param took from the delete until now */
    record Ended(String relationship, boolean discarded, Duration took) {}

    /**
     * @param causes events of other services that have caused what has ended or gone wrong, or goes on well again
     * @param ended what has come to its end
     */
    record Written(Set<UUID> causes, List<Ended> ended) {}

    Written write(List<Delivery> reported) {
        Collection<Delivery> deliveries = newest(reported);
        Set<UUID> causes = new HashSet<>();
        List<Ended> ended = new ArrayList<>();
        Set<List<Object>> moved = update(deliveries, causes, ended);
        List<Delivery> left = deliveries.stream()
                .filter(delivery -> !moved.contains(List.of(delivery.event(), delivery.relationship())))
                .toList();
        if (!left.isEmpty()) {
            new UnseenCommits(tx).await(Answered.DELIVERY, left, Delivery::event, Delivery::relationship);
            update(left, causes, ended);
        }
        return new Written(causes, ended);
    }

    /**
     * The conditions are written so that none of the indexes of what is open fits them, which has all of the backlog.
     *
     * @return event and relationship of those that have moved on
     */
    private Set<List<Object>> update(Collection<Delivery> deliveries, Set<UUID> causes, List<Ended> ended) {
        Result<Record> moved = tx.fetch(
                """
                WITH report AS (
                    SELECT * FROM unnest(CAST(? AS uuid[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS bigint[]),
                                         CAST(? AS bigint[]), CAST(? AS text[]))
                        AS r (event_id, relationship, state, rows, rows_below, reason)
                ), open AS (
                    SELECT d.event_id, d.relationship, d.reason FROM cascade.delivery AS d JOIN report AS r USING (event_id, relationship)
                    WHERE CASE d.state WHEN 'settled' THEN false WHEN 'discarded' THEN false ELSE true END
                    ORDER BY d.event_id, d.relationship FOR UPDATE OF d
                )
                UPDATE cascade.delivery AS d
                SET state = r.state, rows = greatest(d.rows, r.rows), rows_below = greatest(d.rows_below, r.rows_below),
                    reason = r.reason, reported_at = clock_timestamp(),
                    applied_at = CASE WHEN r.state IN ('applied', 'settled') THEN coalesce(d.applied_at, clock_timestamp()) ELSE d.applied_at END,
                    settled_at = CASE WHEN r.state IN ('settled', 'discarded') THEN clock_timestamp() END
                FROM report AS r JOIN open AS o USING (event_id, relationship)
                WHERE d.event_id = r.event_id AND d.relationship = r.relationship
                    AND CASE d.state WHEN 'settled' THEN false WHEN 'discarded' THEN false ELSE true END
                    AND NOT (d.state = 'applied' AND r.state = 'failed')
                RETURNING CASE WHEN r.state IN ('settled', 'discarded') OR r.reason IS DISTINCT FROM o.reason
                    THEN d.cause_event END, d.relationship, d.state, extract(epoch FROM d.settled_at - d.created_at)::float8, d.event_id
                """,
                array(deliveries, UUID[]::new, Delivery::event),
                array(deliveries, String[]::new, Delivery::relationship),
                array(deliveries, String[]::new, delivery -> delivery.state().id()),
                array(deliveries, Long[]::new, Delivery::rows),
                array(deliveries, Long[]::new, Delivery::rowsBelow),
                array(deliveries, String[]::new, Delivery::reason));
        Set<List<Object>> keys = new HashSet<>();
        moved.forEach(row -> {
            keys.add(List.of(row.get(4, UUID.class), row.get(1, String.class)));
            Optional.ofNullable(row.get(0, UUID.class)).ifPresent(causes::add);
            Optional.ofNullable(row.get(3, Double.class))
                    .ifPresent(took -> ended.add(new Ended(
                            row.get(1, String.class),
                            row.get(2, String.class).equals(Delivery.State.DISCARDED.id()),
                            DatabaseMeasurements.seconds(took))));
        });
        return keys;
    }

    /** One report a delivery, because an UPDATE takes only one. */
    private static Collection<Delivery> newest(List<Delivery> deliveries) {
        Map<List<Object>, Delivery> newest = new LinkedHashMap<>();
        deliveries.forEach(delivery ->
                newest.merge(List.of(delivery.event(), delivery.relationship()), delivery, DeliveryReports::newer));
        return newest.values();
    }

    private static Delivery newer(Delivery earlier, Delivery later) {
        boolean back = earlier.state() == Delivery.State.APPLIED && later.state() == Delivery.State.FAILED;
        return earlier.state().terminal() || back ? earlier : later;
    }

    private static <T> T[] array(Collection<Delivery> deliveries, IntFunction<T[]> array, Function<Delivery, T> field) {
        return deliveries.stream().map(field).toArray(array);
    }
}
