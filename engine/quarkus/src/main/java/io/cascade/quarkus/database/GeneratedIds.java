/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.database;

import static org.jooq.impl.DSL.inline;

import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;

/**
 * Inserts with an id from the table's identity column, where callers may also choose ids: the sequence does not know of
 * chosen ones and runs into them. It is moved past the run of taken ids then, and the insert tried again.
 */
public final class GeneratedIds {

    private static final int ATTEMPTS = 20;

    /** Not to the highest id: one caller who chose the highest of all would leave no id to generate. */
    private static final String SKIP_TAKEN =
            """
            SELECT setval(ids.sequence, (
                SELECT taken.{1} FROM {0} AS taken
                WHERE taken.{1} >= pg_sequence_last_value(ids.sequence) AND taken.{1} < 9223372036854775807
                  AND NOT EXISTS (SELECT FROM {0} AS next WHERE next.{1} = taken.{1} + 1)
                ORDER BY taken.{1} LIMIT 1))
            FROM (SELECT pg_get_serial_sequence({2}, {3})::regclass AS sequence) AS ids""";

    private final DSLContext dsl;
    private final Table<?> table;
    private final Field<Long> id;

    public GeneratedIds(DSLContext dsl, Table<?> table, Field<Long> id) {
        this.dsl = dsl;
        this.table = table;
        this.id = id;
    }

    /**
     * Tries until the insert returns a row.
     *
     * @param insert an {@code INSERT … ON CONFLICT DO NOTHING RETURNING}, in a transaction of its own
     */
    public <R> R insert(Supplier<Optional<R>> insert) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<R> inserted = insert.get();
            if (inserted.isPresent()) {
                return inserted.get();
            }
            dsl.resultQuery(SKIP_TAKEN, table, id.getUnqualifiedName(), inline(dsl.render(table)), inline(id.getName()))
                    .fetch();
        }
        throw new IllegalStateException("no free id of " + table + " was found in " + ATTEMPTS + " attempts");
    }
}
