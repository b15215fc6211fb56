/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.IntegrityConstraintViolationException;

/**
 * Answers that are here before what they answer can be seen. Debezium finds a commit in the log, and a subscriber may have acted
 * on it while the session that commits is not through: it may have lost its processor to others, or wait for a synchronous
 * standby. An answer that was ignored then would come again only when the watchdog asks.
 */
public final class UnseenCommits {

    private final DSLContext tx;

    /** @param tx a transaction in which each statement sees what was committed before it */
    public UnseenCommits(DSLContext tx) {
        this.tx = tx;
    }

    /** What is answered, each with the key {@code event_id, relationship}. */
    public enum Answered {
        DELIVERY("delivery", "deletion_id", "gen_random_uuid()"),
        VOTE("vote", "state", "'waiting'"),
        RESTORED_EVENT(
                "restored_event", "deletion_id, deleted_event, attempt", "gen_random_uuid(), gen_random_uuid(), 0");

        private final String table;
        private final String columns;
        private final String values;

        Answered(String table, String columns, String values) {
            this.table = "cascade." + table;
            this.columns = columns;
            this.values = values;
        }
    }

    /**
     * Returns when what is answered can be seen, if it was ever written: transactions that have written it are about to end, and are
     * waited for. What looked before has to look again.
     */
    public <T> void await(
            Answered answered, Collection<T> answers, Function<T, UUID> event, Function<T, String> relationship) {
        UUID[] events = answers.stream().map(event).toArray(UUID[]::new);
        String[] relationships = answers.stream().map(relationship).toArray(String[]::new);
        List<Record> unknown = List.copyOf(tx.fetch(
                "SELECT DISTINCT event_id, relationship FROM unnest(CAST(? AS uuid[]), CAST(? AS text[]))"
                        + " AS a (event_id, relationship) WHERE NOT EXISTS (SELECT FROM " + answered.table
                        + " AS t WHERE t.event_id = a.event_id AND t.relationship = a.relationship)"
                        + " ORDER BY event_id, relationship",
                events,
                relationships));
        if (!unknown.isEmpty()) {
            collide(answered, unknown);
        }
    }

    /** A unique index lets nobody pass before the one who was first has ended. All that is inserted goes again. */
    private void collide(Answered answered, List<Record> keys) {
        try {
            tx.transaction(nested -> {
                nested.dsl()
                        .execute(
                                "INSERT INTO " + answered.table + " (event_id, relationship, " + answered.columns
                                        + ") SELECT event_id, relationship, " + answered.values
                                        + " FROM unnest(CAST(? AS uuid[]), CAST(? AS text[])) AS a (event_id, relationship)"
                                        + " ORDER BY event_id, relationship ON CONFLICT DO NOTHING",
                                keys.stream().map(row -> row.get(0, UUID.class)).toArray(UUID[]::new),
                                keys.stream()
                                        .map(row -> row.get(1, String.class))
                                        .toArray(String[]::new));
                throw new Collided();
            });
        } catch (Collided | IntegrityConstraintViolationException over) {
            // The second: what it would belong to is not there either.
        }
    }

    private static final class Collided extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Collided() {
            super(null, null, false, false);
        }
    }
}
