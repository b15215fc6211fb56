/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.Vote;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.outbox.PublisherMessages;
import io.cascade.engine.trace.TraceContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What others ask this service, within the transaction that it is given. */
public final class Ballots {

    private final DSLContext tx;
    private final String service;

    public Ballots(DSLContext tx, String service) {
        this.tx = tx;
        this.service = service;
    }

    /**
     * One event that has to be answered.
     *
     * @param relationships those of this service
     * @param payload of the event
     * @param recordKey of its record
     */
    public record Ballot(
            UUID event,
            String publisher,
            String topic,
            UUID deletion,
            List<String> relationships,
            String payload,
            String recordKey) {}

    /** One that is not answered yet. */
    public record Open(UUID event, UUID deletion, String payload) {}

    public void add(Ballot ballot) {
        tx.execute(
                """
                INSERT INTO cascade.ballot (event_id, publisher, topic, deletion_id, relationships, payload, record_key)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                ballot.event(),
                ballot.publisher(),
                ballot.topic(),
                ballot.deletion(),
                ballot.relationships().toArray(String[]::new),
                ballot.payload(),
                ballot.recordKey());
    }

    /** The oldest that waits and was not tried in this round, locked against other instances. */
    public Optional<Ballot> next(Collection<UUID> tried) {
        return tx.fetchOptional(
                        """
                        SELECT event_id, publisher, topic, deletion_id, relationships, payload, record_key FROM cascade.ballot
                        WHERE state = 'waiting' AND event_id <> ALL (?)
                        ORDER BY received_at, event_id LIMIT 1 FOR UPDATE SKIP LOCKED
                        """,
                        (Object) tried.toArray(UUID[]::new))
                .map(row -> new Ballot(
                        row.get(0, UUID.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, UUID.class),
                        List.of(row.get(4, String[].class)),
                        row.get(5, String.class),
                        row.get(6, String.class)));
    }

    /** Those about one key of the topic's table, by the relationships to it, that are not answered yet, but for a deletion's own. */
    public List<Open> open(String topic, List<String> relationships, UUID but) {
        return tx.fetch(
                        """
                        SELECT event_id, deletion_id, payload FROM cascade.ballot
                        WHERE topic = ? AND relationships && CAST(? AS text[]) AND state IN ('waiting', 'voting')
                            AND deletion_id <> ?
                        """,
                        topic,
                        relationships.toArray(String[]::new),
                        but)
                .map(row -> new Open(row.get(0, UUID.class), row.get(1, UUID.class), row.get(2, String.class)));
    }

    /** The answer depends on services further down. */
    public void askOn(UUID event) {
        tx.execute("UPDATE cascade.ballot SET state = 'voting' WHERE event_id = ?", event);
    }

    /** Answers for all relationships of the event; nothing happens to one that is not asked any more. */
    public void answer(UUID event, Vote.@Nullable Veto veto) {
        Record answered = tx.fetchOne(
                """
                UPDATE cascade.ballot SET state = ? WHERE event_id = ? AND state IN ('waiting', 'voting')
                RETURNING publisher, relationships
                """,
                veto == null ? "approved" : "vetoed",
                event);
        if (answered != null) {
            TraceContext.setAsked(tx, event);
            List<Vote> votes = Arrays.stream(answered.get(1, String[].class))
                    .map(relationship -> new Vote(event, relationship, veto))
                    .toList();
            Ddl.execute(
                    tx,
                    PublisherMessages.insert(
                            service,
                            answered.get(0, String.class),
                            EventType.VOTES_CAST,
                            EventCodec.writeVotes(votes)));
        }
    }

    /**
     * The event's deletion was given up. Returns the event's payload, as it was added, if it has not come to its end yet:
     * other events of the deletion have marks of their own, which stay until these end.
     */
    public Optional<String> withdraw(UUID event) {
        // The ballot first: another instance may be about to answer it, and what it does is only seen once it is done.
        Optional<String> asked = tx.fetchOptional(
                        "DELETE FROM cascade.ballot WHERE event_id = ? RETURNING payload", event)
                .map(row -> row.get(0, String.class));
        Intents.giveUp(tx, List.of(event));
        return asked;
    }

    /** All keys that the deletion has marked are gone, or kept: those of one key of the topic's table, by the relationships to it. */
    public void done(String topic, List<String> relationships, UUID deletion) {
        List<UUID> events = tx.fetch(
                        "DELETE FROM cascade.ballot WHERE deletion_id = ? AND topic = ? AND relationships && CAST(? AS text[])"
                                + " AND state = 'approved' RETURNING event_id",
                        deletion,
                        topic,
                        relationships.toArray(String[]::new))
                .map(row -> row.get(0, UUID.class));
        if (!events.isEmpty()) {
            Intents.executed(tx, events);
        }
    }
}
