/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.Deletions;
import io.cascade.engine.deletion.RequestedDeletion;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Deletes rows and, where something refers to them, hands out the deletion to follow. */
@Singleton
public class TrackedDelete {

    private record Done(UUID id, int rows) {}

    private final DSLContext dsl;
    private final Deletions deletions;

    TrackedDelete(DSLContext dsl, Deletions deletions) {
        this.dsl = dsl;
        this.deletions = deletions;
    }

    /**
     * Runs the delete in a transaction of its own. Where other services have to consent first, they are asked, and this waits.
     *
     * @param options how long the answer waits is not for this
     * @param delete deletes by the given context and returns the number of rows
     */
    public Outcome run(DeleteOptions options, ToIntFunction<DSLContext> delete) {
        try {
            return runNow(options, delete);
        } catch (DataAccessException e) {
            if (SqlStates.constraintOf(e).filter(Sql.GUARD::equals).isEmpty()) {
                throw e;
            }
            return ask(options, delete);
        }
    }

    private Outcome ask(DeleteOptions options, ToIntFunction<DSLContext> delete) {
        RequestedDeletion result =
                deletions.request(delete, options.propagation(), options.retain(), Deletions.DEFAULT_PATIENCE);
        if (result instanceof RequestedDeletion.Refused refused) {
            return new Outcome.Refused(refused);
        }
        return result instanceof RequestedDeletion.Executed executed
                ? tracked(executed.deletion(), executed.rows())
                : new Outcome.Nothing();
    }

    private Outcome tracked(UUID id, int rows) {
        return deletions.find(id).<Outcome>map(Outcome.Tracked::new).orElseGet(() -> new Outcome.Local(rows));
    }

    private Outcome runNow(DeleteOptions options, ToIntFunction<DSLContext> delete) {
        Done done = dsl.transactionResult(transaction -> {
            UUID id = deletions.open(transaction.dsl(), options.propagation(), options.retain());
            return new Done(id, delete.applyAsInt(transaction.dsl()));
        });
        if (done.rows() == 0) {
            return new Outcome.Nothing();
        }
        return tracked(done.id(), done.rows());
    }

    /** What the delete did. */
    public sealed interface Outcome {

        /** No row matched. */
        record Nothing() implements Outcome {}

        /** Rows went that nothing refers to from elsewhere. */
        record Local(int rows) implements Outcome {}

        /** Rows went, and others elsewhere follow. */
        record Tracked(Deletion deletion) implements Outcome {}

        /** Nothing went, because somebody refuses or has not answered. */
        record Refused(RequestedDeletion.Refused reason) implements Outcome {}
    }
}
