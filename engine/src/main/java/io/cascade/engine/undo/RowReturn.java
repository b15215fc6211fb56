/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Brings kept rows back into their tables, within the transaction that it is given. */
final class RowReturn {

    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String UNIQUE_VIOLATION = "23505";

    /** Why a row could not come back. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** What a foreign key refuses may pass, when the row that it misses comes back too. */
        private final @Nullable String missing;

        Refused(String reason, @Nullable String missing) {
            super(reason, null, false, false);
            this.missing = missing;
        }

        String reason() {
            return String.valueOf(getMessage());
        }

        /** The foreign key that misses something; empty for other reasons. */
        Optional<String> missing() {
            return Optional.ofNullable(missing);
        }
    }

    private final DSLContext tx;

    RowReturn(DSLContext tx) {
        this.tx = tx;
    }

    /** All of the rows, or none. */
    void all(List<KeptRow> rows) {
        Map<KeptRow.Group, List<Long>> groups = new LinkedHashMap<>();
        rows.forEach(row ->
                groups.computeIfAbsent(row.group(), group -> new ArrayList<>()).add(row.id()));
        try {
            tx.transaction(savepoint -> {
                DSLContext within = savepoint.dsl();
                within.execute("SET CONSTRAINTS ALL DEFERRED");
                for (KeptRow.Group group : new ReturnOrder(within).of(groups.keySet())) {
                    bring(within, group, groups.getOrDefault(group, List.of()));
                }
                within.execute("SET CONSTRAINTS ALL IMMEDIATE");
            });
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    private static void bring(DSLContext within, KeptRow.Group group, List<Long> ids) {
        String obstacle = ReturnSql.obstacle(within, group);
        if (obstacle != null) {
            throw new Refused(obstacle, null);
        }
        int changed = within.execute(ReturnSql.of(within, group), (Object) ids.toArray(Long[]::new));
        if (changed < ids.size()) {
            throw new Refused(
                    group.deleted()
                            ? "a trigger of " + group.relation() + " keeps rows out"
                            : "rows of " + group.relation() + " are gone, or refer to others by now",
                    null);
        }
    }

    /** What may pass by itself is thrown on, for the whole transaction to be tried again. */
    private static Refused refused(RuntimeException e) {
        if (e instanceof Refused refused) {
            return refused;
        }
        if (!Failures.permanent(e)) {
            throw e;
        }
        String constraint = SqlStates.constraintOf(e).orElse("");
        return switch (SqlStates.of(e).orElse("")) {
            case FOREIGN_KEY_VIOLATION ->
                new Refused("what rows refer to by '" + constraint + "' does not exist", constraint);
            case UNIQUE_VIOLATION -> new Refused("other rows have taken keys or values of '" + constraint + "'", null);
            default -> new Refused(Failures.describe(e), null);
        };
    }

    /** The form in which the texts were kept. */
    static void readable(DSLContext tx) {
        tx.execute("SELECT set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true),"
                + " set_config('intervalstyle', 'postgres', true), set_config('lc_monetary', 'C', true)");
    }
}
