/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import io.cascade.contracts.Relationship;
import io.cascade.engine.EngineListener;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.sql.TransactionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes again what nobody has acknowledged, when nothing can be on its way any more and as far as it is still true. One
 * instance of a service at a time.
 */
final class Watchdog {

    private static final Logger LOGGER = LoggerFactory.getLogger(Watchdog.class);

    /** Held for a round: the bytes of "watchdog". */
    static final long LOCK = 0x7761746368646f67L;

    /** Events a round: a hundred thousand keys, of which a subscriber that had them all along applies none. */
    static final int EVENTS_PER_ROUND = 100;

    /** Events of which a round looks whether they have passed: the oldest. */
    private static final int LOOKED_AT = 1000;

    /** A key that is in the table again may be on its way out once more; so long its deletion is looked at again. */
    static final int ROUNDS_BEFORE_UNTRUE = 3;

    /** With no news of the consumer an event waits so many times as long. */
    private static final int PATIENCE = 4;

    /** @param failed those of the relationships of which a dead letter was reported last */
    private record Due(UUID event, UUID deletion, List<String> relationships, Set<String> failed, int rounds) {}

    private final DSLContext dsl;
    private final Map<String, Relationship> published;
    private final Duration after;
    private final EngineListener listener;
    private final Republication republication;
    private final Duration pause;
    private final Passage passage = new Passage();
    private long next = System.nanoTime();

    /**
     * @param after how long an event may stay unacknowledged
     * @param pause between two rounds
     */
    Watchdog(
            DSLContext dsl,
            Collection<Relationship> published,
            Duration after,
            EngineListener listener,
            Republication republication,
            Duration pause) {
        this.dsl = dsl;
        this.published = published.stream().collect(Collectors.toMap(Relationship::name, Function.identity()));
        this.after = after;
        this.pause = pause;
        this.listener = listener;
        this.republication = republication;
    }

    /** One round, if it is time for one; returns how many events were published again. */
    int round(Diagnosis diagnosis) {
        if (System.nanoTime() - next < 0) {
            return 0;
        }
        next = System.nanoTime() + pause.toNanos();
        Map<String, Integer> again = dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            TransactionSettings.freshSnapshots(tx);
            TransactionSettings.canonicalText(tx);
            return tx.fetchSingle("SELECT pg_try_advisory_xact_lock(?)", LOCK).get(0, Boolean.class)
                    ? round(tx, diagnosis)
                    : Map.of();
        });
        again.forEach((relationship, events) -> {
            LOGGER.atWarn()
                    .addKeyValue("relationship", relationship)
                    .addKeyValue("events", events)
                    .log("Nobody has acknowledged these events, so they are published again");
            listener.republished(relationship, events);
        });
        return again.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Map<String, Integer> round(DSLContext tx, Diagnosis diagnosis) {
        List<Due> due = due(tx, diagnosis);
        Map<String, Integer> again = new HashMap<>();
        Map<UUID, Outgoing> originals = republication.originals(
                tx,
                due.stream().map(Due::deletion).distinct().toList(),
                due.stream().map(Due::event).toList());
        for (Due each : due) {
            List<String> names = each.relationships();
            Outgoing original = originals.get(each.event());
            switch (republication.publish(tx, original, names)) {
                // Of a dead letter everybody knows; whether it still is one is no reason for an alarm.
                case PUBLISHED ->
                    names.stream()
                            .filter(name -> !each.failed().contains(name))
                            .forEach(name -> again.merge(name, 1, Integer::sum));
                case UNTRUE -> {
                    List<String> unheard = unheard(tx, each.event(), names);
                    if (each.rounds() >= ROUNDS_BEFORE_UNTRUE) {
                        settle(tx, each.event(), unheard);
                    }
                    republication.ask(tx, original, minus(names, unheard));
                }
                case UNKNOWN ->
                    LOGGER.atWarn()
                            .addKeyValue("event", each.event())
                            .log("Nobody has acknowledged this event, and the outbox does not have it any more");
            }
            tx.execute(
                    "UPDATE cascade.delivery SET republished = republished + 1, republished_at = clock_timestamp()"
                            + " WHERE event_id = ? AND relationship = ANY (?) AND state IN ('pending', 'applied', 'failed')",
                    each.event(),
                    names.toArray(String[]::new));
            passage.forget(each.event());
        }
        return again;
    }

    /** Those that have never answered, so that they may not have had the event at all. */
    private static List<String> unheard(DSLContext tx, UUID event, List<String> names) {
        return tx.fetch(
                        "SELECT relationship FROM cascade.delivery"
                                + " WHERE event_id = ? AND relationship = ANY (?) AND state = 'pending'",
                        event,
                        names.toArray(String[]::new))
                .map(row -> row.get(0, String.class));
    }

    private static List<String> minus(List<String> names, List<String> others) {
        return names.stream().filter(name -> !others.contains(name)).toList();
    }

    private static void settle(DSLContext tx, UUID event, List<String> names) {
        tx.execute(
                "UPDATE cascade.delivery SET state = 'settled', settled_at = clock_timestamp()"
                        + " WHERE event_id = ? AND relationship = ANY (?) AND state = 'pending'",
                event,
                names.toArray(String[]::new));
    }

    /**
     * The oldest events for which it is time, each with the relationships that nothing is on its way to; in the order in which
     * reports lock deliveries, with which this would end in deadlocks otherwise. Those that wait for a person are left alone.
     */
    private List<Due> due(DSLContext tx, Diagnosis diagnosis) {
        List<Due> due = new ArrayList<>();
        List<UUID> seen = new ArrayList<>();
        tx.fetch(
                        """
                        SELECT d.event_id, d.deletion_id, array_agg(d.relationship ORDER BY d.relationship),
                               array_agg(d.waited ORDER BY d.relationship),
                               pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint,
                               min(d.republished), array_agg(d.state ORDER BY d.relationship)
                        FROM (SELECT event_id, deletion_id, relationship, created_at, republished, state,
                                     extract(epoch FROM now() - s.moved) * 1000 / power(2, least(republished, 8)) AS waited
                              FROM cascade.delivery LEFT JOIN %1$s AS p USING (relationship),
                                  LATERAL (SELECT coalesce(greatest(%2$s, %3$s, %4$s), now() - interval '1 day') AS moved) AS s
                              WHERE state IN ('pending', 'applied', 'failed') AND relationship = ANY (?)
                              AND (created_at < now() - CAST(? AS interval) OR created_at > now() + CAST(? AS interval))
                              AND s.moved < now() - CAST(? AS interval) * power(2, least(republished, 8))
                              AND (p.relationship IS NULL OR NOT CASE state WHEN 'pending' THEN p.pending
                                  WHEN 'applied' THEN p.applied ELSE false END)
                              ORDER BY created_at LIMIT ?) AS d
                        GROUP BY d.event_id, d.deletion_id ORDER BY min(d.created_at)
                        """
                                .formatted(
                                        PauseReports.OF_DELIVERIES,
                                        unlessAhead("coalesce(republished_at, created_at)"),
                                        unlessAhead("progressed_at"),
                                        unlessAhead("p.changed_at")),
                        reached(diagnosis),
                        after.toMillis() + " ms",
                        after.toMillis() + " ms",
                        after.toMillis() + " ms",
                        LOOKED_AT)
                .forEach(row -> {
                    UUID event = row.get(0, UUID.class);
                    seen.add(event);
                    String[] names = row.get(2, String[].class);
                    Double[] waited = row.get(3, Double[].class);
                    String[] states = row.get(6, String[].class);
                    List<String> ready = new ArrayList<>();
                    Set<String> failed = new HashSet<>();
                    for (int i = 0; i < names.length; i++) {
                        Relationship relationship = published.get(names[i]);
                        Passage.Verdict verdict = passage.look(event, relationship, row.get(4, Long.class), diagnosis);
                        if (verdict == Passage.Verdict.PASSED
                                || (verdict == Passage.Verdict.UNKNOWN
                                        && waited[i] > (double) PATIENCE * after.toMillis())) {
                            ready.add(names[i]);
                            if (states[i].equals("failed")) {
                                failed.add(names[i]);
                            }
                        }
                    }
                    if (!ready.isEmpty()) {
                        due.add(new Due(event, row.get(1, UUID.class), ready, failed, row.get(5, Integer.class)));
                    }
                });
        passage.keep(seen);
        return due.stream()
                .limit(EVENTS_PER_ROUND)
                .sorted(Comparator.comparing(each -> each.event().toString()))
                .toList();
    }

    /** What the server wrote while its clock was ahead proves nothing, or it would have to be waited for until it is that late. */
    private static String unlessAhead(String time) {
        return "CASE WHEN " + time + " <= clock_timestamp() THEN " + time + " END";
    }

    /** Those whose consumer is not known to be down: the others would keep them from being looked at. */
    private String[] reached(Diagnosis diagnosis) {
        return published.values().stream()
                .filter(relationship -> diagnosis.group(relationship) instanceof Group.Hidden
                        || (diagnosis.group(relationship) instanceof Group.Known known && known.members() > 0))
                .map(Relationship::name)
                .toArray(String[]::new);
    }
}
