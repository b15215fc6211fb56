/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** How it stands with the deliveries that events of other services have caused here. */
final class Below {

    private record Key(UUID event, @Nullable String relationship) {}

    private record Sum(long rows, @Nullable String discarded) {}

    private final Set<UUID> open;
    private final Map<Key, Sum> sums = new HashMap<>();
    private final Map<Key, String> troubles = new HashMap<>();

    private Below(Set<UUID> open) {
        this.open = open;
    }

    /**
     * For events that nothing was known of before this transaction: what they have caused is open, because nobody can have
     * answered yet.
     */
    static Below ofFresh(DSLContext tx, Collection<UUID> events) {
        return new Below(open(tx, events));
    }

    /** @param childOf the service of a relationship's child table */
    static Below of(DSLContext tx, Collection<UUID> events, UnaryOperator<String> childOf) {
        Below below = new Below(open(tx, events));
        Set<UUID> closed = new HashSet<>(events);
        closed.removeAll(below.open);
        if (!closed.isEmpty()) {
            below.sum(tx, closed);
        }
        if (!below.open.isEmpty()) {
            below.look(tx, childOf);
        }
        return below;
    }

    /**
     * Lets nobody report on what these events have caused until the transaction ends: whoever is about to would not see that
     * somebody waits for it.
     */
    static void lock(DSLContext tx, Collection<UUID> events) {
        tx.execute(
                """
                SELECT count(*) FROM (
                    SELECT FROM cascade.delivery WHERE cause_event = ANY (CAST(? AS uuid[]))
                    AND state NOT IN ('settled', 'discarded') ORDER BY event_id, relationship FOR UPDATE) AS locked
                """,
                (Object) events.toArray(UUID[]::new));
    }

    boolean isOpen(UUID event) {
        return open.contains(event);
    }

    long rows(UUID event, String relationship) {
        Sum sum = sums.get(new Key(event, relationship));
        return sum == null ? 0 : sum.rows();
    }

    /** Why something that the event has caused was given up, if it was. */
    Optional<String> discarded(UUID event, String relationship) {
        return Optional.ofNullable(sums.get(new Key(event, relationship))).map(Sum::discarded);
    }

    /** What is wrong with something that the event has caused and that is open. */
    @Nullable
    String trouble(UUID event, String relationship) {
        return troubles.get(new Key(event, relationship));
    }

    private static Set<UUID> open(DSLContext tx, Collection<UUID> events) {
        if (events.isEmpty()) {
            return Set.of();
        }
        List<UUID> found = tx.fetch(
                        """
                        SELECT e.id FROM unnest(CAST(? AS uuid[])) AS e (id), LATERAL (
                            SELECT FROM cascade.delivery AS d WHERE d.cause_event = e.id
                            AND d.state NOT IN ('settled', 'discarded') LIMIT 1) AS o
                        """,
                        (Object) events.toArray(UUID[]::new))
                .map(row -> row.get(0, UUID.class));
        return new HashSet<>(found);
    }

    private void sum(DSLContext tx, Set<UUID> closed) {
        tx.fetch(
                        """
                        SELECT cause_event, cause_relationship, sum(rows + rows_below)::bigint,
                               min(coalesce(reason, '')) FILTER (WHERE state = 'discarded')
                        FROM cascade.delivery WHERE cause_event = ANY (CAST(? AS uuid[]))
                        GROUP BY cause_event, cause_relationship
                        """,
                        (Object) closed.toArray(UUID[]::new))
                .forEach(row -> sums.put(key(row), new Sum(row.get(2, Long.class), row.get(3, String.class))));
    }

    /** Of several the oldest, so that the reason stays the same while it lasts. */
    private void look(DSLContext tx, UnaryOperator<String> childOf) {
        tx.fetch(
                        """
                        SELECT DISTINCT ON (cause_event, cause_relationship)
                               cause_event, cause_relationship, relationship, state = 'failed', reason
                        FROM cascade.delivery WHERE cause_event = ANY (CAST(? AS uuid[]))
                        AND reason IS NOT NULL AND state NOT IN ('settled', 'discarded')
                        ORDER BY cause_event, cause_relationship, created_at, event_id, relationship
                        """,
                        (Object) open.toArray(UUID[]::new))
                .forEach(row -> troubles.put(key(row), reason(row, childOf)));
    }

    /** What was passed on from further below says already where it was. */
    private static String reason(Record row, UnaryOperator<String> childOf) {
        String relationship = row.get(2, String.class);
        String reason = row.get(4, String.class);
        return row.get(3, Boolean.class) ? childOf.apply(relationship) + ", " + relationship + ": " + reason : reason;
    }

    private static Key key(Record row) {
        return new Key(row.get(0, UUID.class), row.get(1, String.class));
    }
}
