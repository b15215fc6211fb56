/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.sql.Sql;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Asks the service's own database: a dozen small queries, none of which reads a table that grows with the data. */
public final class DatabaseMeasurements implements Measurements {

    private final DSLContext dsl;
    private final List<Relationship> published;
    private final Duration stuckAfter;
    private final Collection<String> topics;
    private final Collection<String> names;
    private final Function<DSLContext, List<Measurement.Replica>> replicas;
    private final SlotMeasure slot;

    /**
     * @param stuckAfter how long a deletion may go without progress
     * @param topics those that the service reads
     * @param replicas what the subscriptions say of their key replicas
     */
    public DatabaseMeasurements(
            DSLContext dsl,
            String service,
            String slot,
            Contracts contracts,
            Duration stuckAfter,
            Collection<String> topics,
            Function<DSLContext, List<Measurement.Replica>> replicas) {
        this.dsl = dsl;
        this.published = contracts.relationships().stream()
                .filter(relationship -> relationship.parent().service().equals(service))
                .toList();
        this.stuckAfter = stuckAfter;
        this.topics = List.copyOf(topics);
        this.names = contracts.relationships().stream().map(Relationship::name).toList();
        this.replicas = replicas;
        this.slot = new SlotMeasure(slot, new SteadyClock());
    }

    @Override
    public synchronized Measurement take() {
        return dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            tx.execute("SET TRANSACTION READ ONLY");
            // Whoever waits for a lock here would only add to what is being looked at.
            tx.execute("SET LOCAL statement_timeout = '5s'");
            return new Measurement(
                    slot.take(tx),
                    deliveries(tx),
                    deletions(tx),
                    intents(tx),
                    deadLetters(tx),
                    states(tx),
                    published.stream()
                            .map(relationship -> parent(tx, relationship))
                            .toList(),
                    replicas.apply(tx),
                    drifts(tx),
                    estimate(tx, "to_regclass('cascade.retained_row')"));
        });
    }

    private List<Measurement.Deliveries> deliveries(DSLContext tx) {
        Map<String, Measurement.Deliveries> found = new TreeMap<>();
        published.forEach(relationship -> found.put(
                relationship.name(),
                new Measurement.Deliveries(relationship.name(), 0, 0, 0, Duration.ZERO, Duration.ZERO)));
        tx.fetch(
                        """
                        SELECT relationship, count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'applied'),
                               count(*) FILTER (WHERE state = 'failed'),
                               extract(epoch FROM clock_timestamp() - min(greatest(created_at, p.changed_at))
                                   FILTER (WHERE state = 'pending' AND p.pending IS NOT TRUE))::float8,
                               extract(epoch FROM clock_timestamp() - min(greatest(created_at, p.changed_at))
                                   FILTER (WHERE state = 'applied' AND p.applied IS NOT TRUE))::float8
                        FROM cascade.delivery LEFT JOIN %s AS p USING (relationship)
                        WHERE state NOT IN ('settled', 'discarded') GROUP BY relationship
                        """
                                .formatted(PauseReports.OF_DELIVERIES))
                .forEach(row -> found.put(
                        row.get(0, String.class),
                        new Measurement.Deliveries(
                                row.get(0, String.class),
                                row.get(1, Long.class),
                                row.get(2, Long.class),
                                row.get(3, Long.class),
                                seconds(row.get(4, Double.class)),
                                seconds(row.get(5, Double.class)))));
        return List.copyOf(found.values());
    }

    /** Only of deletions with an old open delivery does it look at the others: they may have been reported meanwhile. */
    private List<Measurement.Deletions> deletions(DSLContext tx) {
        return tx.fetch(
                        """
                        WITH open AS (
                            SELECT deletion_id, bool_or(reason IS NOT NULL) AS wrong, min(created_at) AS since,
                                   max(CASE WHEN CASE state WHEN 'pending' THEN p.pending WHEN 'applied' THEN p.applied END
                                       THEN now() ELSE greatest(coalesce(reported_at, created_at), progressed_at, p.changed_at) END) AS moved
                            FROM cascade.delivery LEFT JOIN %s AS p USING (relationship)
                            WHERE state NOT IN ('settled', 'discarded') GROUP BY deletion_id
                        ), judged AS (
                            SELECT since, CASE WHEN wrong THEN 'failed'
                                WHEN moved < now() - CAST(? AS interval) AND NOT EXISTS (
                                    SELECT FROM cascade.delivery AS d WHERE d.deletion_id = open.deletion_id
                                    AND d.reported_at > now() - CAST(? AS interval)) THEN 'stuck'
                                ELSE 'running' END AS state
                            FROM open)
                        SELECT s.state, count(j.since), extract(epoch FROM clock_timestamp() - min(j.since))::float8
                        FROM unnest(ARRAY['failed', 'running', 'stuck']) AS s (state)
                        LEFT JOIN judged AS j ON j.state = s.state GROUP BY s.state ORDER BY s.state
                        """
                                .formatted(PauseReports.OF_DELIVERIES),
                        stuckAfter.toMillis() + " ms",
                        stuckAfter.toMillis() + " ms")
                .map(row -> new Measurement.Deletions(
                        row.get(0, String.class), row.get(1, Long.class), seconds(row.get(2, Double.class))));
    }

    private static List<Measurement.Intents> intents(DSLContext tx) {
        return tx.fetch(
                        """
                        SELECT s.state, count(i.id),
                               extract(epoch FROM clock_timestamp() - min(i.created_at))::float8
                        FROM unnest(ARRAY['voting', 'approved']) AS s (state)
                        LEFT JOIN cascade.intent AS i ON i.state = s.state AND i.state IN ('voting', 'approved')
                        GROUP BY s.state ORDER BY s.state
                        """)
                .map(row -> new Measurement.Intents(
                        row.get(0, String.class), row.get(1, Long.class), seconds(row.get(2, Double.class))));
    }

    private List<Measurement.DeadLetters> deadLetters(DSLContext tx) {
        Map<String, Long> found = new TreeMap<>();
        topics.forEach(topic -> found.put(topic, 0L));
        tx.fetch("SELECT topic, count(*) FROM cascade.dead_letter WHERE state = 'open' GROUP BY topic")
                .forEach(row -> found.put(row.get(0, String.class), row.get(1, Long.class)));
        return found.entrySet().stream()
                .map(topic -> new Measurement.DeadLetters(topic.getKey(), topic.getValue()))
                .toList();
    }

    private List<Measurement.State> states(DSLContext tx) {
        return tx.fetch(
                        """
                        SELECT name, role, state, coalesce(orphans, 0),
                               extract(epoch FROM clock_timestamp() - paused_since)::float8
                        FROM cascade.relationship
                        WHERE name = ANY (CAST(? AS text[])) ORDER BY name, role
                        """,
                        (Object) names.toArray(String[]::new))
                .map(row -> new Measurement.State(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, Long.class),
                        row.get(4) == null ? Optional.empty() : Optional.of(seconds(row.get(4, Double.class)))));
    }

    private List<Measurement.Drift> drifts(DSLContext tx) {
        return tx.fetch(
                        """
                        SELECT relationship, sum(missing)::bigint, sum(surplus)::bigint, sum(orphans)::bigint,
                               CASE WHEN bool_and(proven_at IS NOT NULL) THEN extract(epoch FROM min(proven_at))::float8 END
                        FROM cascade.validated_bucket WHERE relationship = ANY (CAST(? AS text[]))
                        GROUP BY relationship HAVING bool_or(proven_at IS NOT NULL) ORDER BY relationship
                        """,
                        (Object) names.toArray(String[]::new))
                .map(row -> new Measurement.Drift(
                        row.get(0, String.class),
                        row.get(1, Long.class),
                        row.get(2, Long.class),
                        row.get(3, Long.class),
                        row.get(4) == null ? OptionalDouble.empty() : OptionalDouble.of(row.get(4, Double.class))));
    }

    private static Measurement.Parent parent(DSLContext tx, Relationship relationship) {
        return new Measurement.Parent(
                relationship.name(),
                estimate(tx, Sql.regclass(relationship.parent().table())));
    }

    /** The rows of a table without counting them. */
    public static OptionalLong estimate(DSLContext tx, String regclass) {
        return tx.fetch("SELECT reltuples::bigint FROM pg_class WHERE oid = " + regclass).stream()
                .mapToLong(row -> row.get(0, Long.class))
                .filter(tuples -> tuples >= 0)
                .findFirst();
    }

    /** An age that PostgreSQL has computed; zero for none. */
    public static Duration seconds(@Nullable Double value) {
        return value == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, Math.round(value * 1000)));
    }
}
