/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import io.cascade.contracts.event.Vote;
import io.cascade.engine.settle.UnseenCommits;
import io.cascade.engine.settle.UnseenCommits.Answered;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * What this service asks others before rows go. An intent ends where it began: it is executed when all have approved, or
 * refused by the first veto or at its deadline. One that stands between, because a cascade leads on from here, passes the
 * answers up; having approved, it keeps to that until the deletion comes or is given up.
 */
public final class Intents {

    private final String service;

    public Intents(String service) {
        this.service = service;
    }

    /**
     * Asks what a trial has found.
     *
     * @param origin how the deletion began
     * @param upstream the event that asks this service; null where the deletion begins
     * @param patience how long the answers may take; null below an upstream event, whose own deadline counts
     */
    public static void store(
            DSLContext tx,
            UUID deletion,
            String origin,
            @Nullable UUID upstream,
            @Nullable Duration patience,
            Trial.Found found) {
        tx.execute(
                "SELECT cascade.store_intent(?, ?, CAST(? AS uuid), CAST(? AS interval), CAST(? AS jsonb), CAST(? AS jsonb))",
                deletion,
                origin,
                upstream,
                patience == null ? null : patience.toMillis() + " ms",
                found.events(),
                found.unasked());
    }

    /** Writes votes down and draws the conclusions. A vote that comes again, or too late, changes nothing. */
    public void record(DSLContext tx, List<Vote> votes) {
        new UnseenCommits(tx).await(Answered.VOTE, votes, Vote::event, Vote::relationship);
        Map<UUID, UUID> intents = open(tx, votes.stream().map(Vote::event).toList());
        for (Vote vote : votes) {
            if (intents.containsKey(vote.event())) {
                note(tx, vote);
            }
        }
        for (UUID intent : new TreeSet<>(intents.values())) {
            Optional<Vote.Veto> veto = veto(tx, intent);
            if (veto.isPresent()) {
                refuse(tx, intent, veto.get());
            } else {
                approveIfComplete(tx, intent);
            }
        }
    }

    private static void note(DSLContext tx, Vote vote) {
        Vote.Veto veto = vote.veto();
        tx.execute(
                """
                UPDATE cascade.vote SET state = ?, holder = ?, rows = ?, sql_state = ?, reason = ?
                WHERE event_id = ? AND relationship = ? AND state = 'waiting'
                """,
                veto == null ? "approved" : "vetoed",
                veto == null ? null : veto.holder(),
                veto == null ? null : veto.rows(),
                veto == null ? null : veto.sqlState(),
                veto == null ? null : veto.reason(),
                vote.event(),
                vote.relationship());
    }

    /**
     * The veto of a relationship whose votes are all in, with its rows from all the intent's events. The others are not
     * waited for.
     */
    private static Optional<Vote.Veto> veto(DSLContext tx, UUID intent) {
        return tx.fetchOptional(
                        """
                        SELECT (array_agg(v.holder ORDER BY v.rows DESC) FILTER (WHERE v.state = 'vetoed'))[1],
                               coalesce(sum(v.rows), 0)::bigint,
                               (array_agg(v.sql_state ORDER BY v.rows DESC) FILTER (WHERE v.state = 'vetoed'))[1],
                               (array_agg(v.reason ORDER BY v.rows DESC) FILTER (WHERE v.state = 'vetoed'))[1]
                        FROM cascade.vote AS v JOIN cascade.intent_event AS e ON e.event_id = v.event_id
                        WHERE e.intent_id = ? GROUP BY v.relationship
                        HAVING bool_or(v.state = 'vetoed') AND bool_and(v.state <> 'waiting') ORDER BY v.relationship LIMIT 1
                        """,
                        intent)
                .map(row -> new Vote.Veto(
                        row.get(0, String.class),
                        row.get(1, Long.class),
                        row.get(2, String.class),
                        row.get(3, String.class)));
    }

    /** Ends an undecided or approved intent, and tells those who were asked, and who asks. */
    public void refuse(DSLContext tx, UUID intent, Vote.Veto veto) {
        Record refused = tx.fetchOne(
                """
                UPDATE cascade.intent
                SET state = 'refused', decided_at = clock_timestamp(), relationship = ?, rows = ?, sql_state = ?, reason = ?
                WHERE id = ? AND state IN ('voting', 'approved') RETURNING upstream_event
                """,
                veto.holder(),
                veto.rows(),
                veto.sqlState(),
                veto.reason(),
                intent);
        if (refused != null) {
            keep(tx, intent);
            UUID upstream = refused.get(0, UUID.class);
            if (upstream != null) {
                new Ballots(tx, service).answer(upstream, veto);
            }
        }
    }

    /** The deletions behind the events were given up: nobody needs to be asked any more. */
    static void giveUp(DSLContext tx, Collection<UUID> upstream) {
        tx.fetch(
                        """
                        UPDATE cascade.intent SET state = 'refused', decided_at = clock_timestamp(),
                            reason = 'the deletion was given up where it began'
                        WHERE upstream_event = ANY (?) AND state IN ('voting', 'approved') RETURNING id
                        """,
                        (Object) upstream.toArray(UUID[]::new))
                .forEach(row -> keep(tx, row.get(0, UUID.class)));
    }

    /** The rows are gone. What was asked about and has not gone with them may be referred to again. */
    static void executed(DSLContext tx, Collection<UUID> upstream) {
        tx.fetch(
                        """
                        UPDATE cascade.intent AS i SET state = 'executed', decided_at = clock_timestamp()
                        WHERE upstream_event = ANY (?) AND state = 'approved'
                        RETURNING id, EXISTS (SELECT FROM cascade.intent_key AS k WHERE k.intent_id = i.id)
                        """,
                        (Object) upstream.toArray(UUID[]::new))
                .forEach(row -> {
                    if (row.get(1, Boolean.class)) {
                        keep(tx, row.get(0, UUID.class));
                    }
                });
    }

    private static void keep(DSLContext tx, UUID intent) {
        tx.execute("SELECT cascade.keep_keys(?)", intent);
    }

    /** The intents of the events, those that are undecided, locked in an order that all keep. */
    private static Map<UUID, UUID> open(DSLContext tx, List<UUID> events) {
        Object ids = events.toArray(UUID[]::new);
        tx.execute(
                """
                SELECT 1 FROM cascade.intent WHERE state = 'voting'
                AND id IN (SELECT intent_id FROM cascade.intent_event WHERE event_id = ANY (?)) ORDER BY id FOR UPDATE
                """,
                ids);
        Map<UUID, UUID> open = new HashMap<>();
        tx.fetch(
                        """
                        SELECT e.event_id, e.intent_id FROM cascade.intent_event AS e
                        JOIN cascade.intent AS i ON i.id = e.intent_id AND i.state = 'voting' WHERE e.event_id = ANY (?)
                        """,
                        ids)
                .forEach(row -> open.put(row.get(0, UUID.class), row.get(1, UUID.class)));
        return open;
    }

    private void approveIfComplete(DSLContext tx, UUID intent) {
        Record approved = tx.fetchOne(
                """
                UPDATE cascade.intent AS i SET state = 'approved' WHERE id = ? AND state = 'voting'
                AND NOT EXISTS (SELECT FROM cascade.vote AS v JOIN cascade.intent_event AS e ON e.event_id = v.event_id
                                WHERE e.intent_id = i.id AND v.state <> 'approved')
                RETURNING upstream_event
                """,
                intent);
        if (approved != null && approved.get(0, UUID.class) != null) {
            new Ballots(tx, service).answer(approved.get(0, UUID.class), null);
        }
    }
}
