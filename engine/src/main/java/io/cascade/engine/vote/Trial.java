/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Does a delete and takes it back. PostgreSQL is the judge of whether it may be done, with all its foreign keys, and the
 * triggers of guarded tables write down which keys others would have to be asked about.
 */
public final class Trial {

    private Trial() {}

    /**
     * Runs the work and rolls it back, in the caller's transaction, which may go on.
     *
     * @param deletion the deletion that the work would belong to
     * @param work what it throws is thrown on, and says that it may not be done
     */
    public static Found run(DSLContext tx, UUID deletion, Consumer<DSLContext> work) {
        try {
            tx.transaction(savepoint -> {
                DSLContext trial = savepoint.dsl();
                trial.execute(
                        "SELECT set_config('cascade.deletion', ?, true), cascade.begin_trial(CAST(? AS uuid))",
                        deletion.toString(),
                        deletion);
                work.accept(trial);
                trial.execute("SET CONSTRAINTS ALL IMMEDIATE");
                Record found = trial.fetchSingle("SELECT cascade.trial_events(), cascade.trial_rows()");
                throw new Over(new Found(found.get(0, JSONB.class), found.get(1, JSONB.class)));
            });
            throw new IllegalStateException("a trial ended without a result");
        } catch (Over over) {
            return over.found;
        }
    }

    /**
     * What a delete would take along of guarded tables, for {@link Intents#store}.
     *
     * @param events what others would have to be asked; null if nothing
     * @param unasked rows that nobody can refer to; null if there are none
     */
    public record Found(@Nullable JSONB events, @Nullable JSONB unasked) {

        /** Whether nobody needs to be asked about anything. */
        public boolean isEmpty() {
            return events == null && unasked == null;
        }
    }

    /** Takes the result over the rollback. */
    private static final class Over extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Found found;

        Over(Found found) {
            super("the trial is over", null, false, false);
            this.found = found;
        }
    }
}
