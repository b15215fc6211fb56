/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * What is applied here and waits for something below: a row of {@code cascade.settlement}.
 *
 * @param reason what was last reported to be wrong below
 */
record Waiting(Applied applied, @Nullable String reason) {

    private static final String COLUMNS = "event_id, relationship, publisher, rows, reason";

    /** Keeps anybody else from deciding over these events; in one order, so that nobody waits in a circle. */
    static List<Waiting> lock(DSLContext tx, Collection<UUID> events) {
        return tx.fetch(
                        "SELECT " + COLUMNS + " FROM cascade.settlement WHERE event_id = ANY (CAST(? AS uuid[]))"
                                + " ORDER BY event_id, relationship FOR UPDATE",
                        (Object) events.toArray(UUID[]::new))
                .map(Waiting::read);
    }

    static List<Waiting> take(DSLContext tx, Collection<UUID> events) {
        return tx.fetch(
                        "DELETE FROM cascade.settlement WHERE event_id = ANY (CAST(? AS uuid[])) RETURNING " + COLUMNS,
                        (Object) events.toArray(UUID[]::new))
                .map(Waiting::read);
    }

    static void insert(DSLContext tx, List<Waiting> waiting) {
        tx.execute(
                """
                INSERT INTO cascade.settlement AS s (event_id, relationship, publisher, rows, reason)
                SELECT * FROM unnest(CAST(? AS uuid[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS bigint[]), CAST(? AS text[]))
                ON CONFLICT (event_id, relationship) DO UPDATE SET rows = s.rows + EXCLUDED.rows, reason = EXCLUDED.reason
                """,
                array(waiting, UUID[]::new, each -> each.applied().event()),
                array(waiting, String[]::new, each -> each.applied().relationship()),
                array(waiting, String[]::new, each -> each.applied().publisher()),
                array(waiting, Long[]::new, each -> each.applied().rows()),
                array(waiting, String[]::new, Waiting::reason));
    }

    /** Notes the reasons that are reported now. */
    static void update(DSLContext tx, List<Waiting> changed) {
        tx.execute(
                """
                UPDATE cascade.settlement AS s SET reason = c.reason
                FROM unnest(CAST(? AS uuid[]), CAST(? AS text[]), CAST(? AS text[])) AS c (event_id, relationship, reason)
                WHERE s.event_id = c.event_id AND s.relationship = c.relationship
                """,
                array(changed, UUID[]::new, each -> each.applied().event()),
                array(changed, String[]::new, each -> each.applied().relationship()),
                array(changed, String[]::new, Waiting::reason));
    }

    private static Waiting read(Record row) {
        return new Waiting(
                new Applied(
                        row.get(0, UUID.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, Long.class)),
                row.get(4, String.class));
    }

    private static <T> T[] array(List<Waiting> waiting, IntFunction<T[]> array, Function<Waiting, @Nullable T> field) {
        return waiting.stream().map(field).toArray(array);
    }
}
