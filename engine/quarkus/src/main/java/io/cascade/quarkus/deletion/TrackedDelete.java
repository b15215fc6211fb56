/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.contracts.Propagation;
import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.Deletions;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;

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
     * Runs the delete in a transaction of its own.
     *
     * @param delete deletes by the given context and returns the number of rows
     */
    public Outcome run(ToIntFunction<DSLContext> delete) {
        return run(Propagation.BACKGROUND, delete);
    }

    /**
     * Likewise.
     *
     * @param propagation what becomes of the children elsewhere
     */
    public Outcome run(Propagation propagation, ToIntFunction<DSLContext> delete) {
        Done done = dsl.transactionResult(transaction -> {
            UUID id = deletions.open(transaction.dsl(), propagation);
            return new Done(id, delete.applyAsInt(transaction.dsl()));
        });
        if (done.rows() == 0) {
            return new Outcome.Nothing();
        }
        Optional<Deletion> deletion = deletions.find(done.id());
        return deletion.<Outcome>map(Outcome.Tracked::new).orElseGet(() -> new Outcome.Local(done.rows()));
    }

    /** What the delete did. */
    public sealed interface Outcome {

        /** No row matched. */
        record Nothing() implements Outcome {}

        /** Rows went that nothing refers to from elsewhere. */
        record Local(int rows) implements Outcome {}

        /** Rows went, and others elsewhere follow. */
        record Tracked(Deletion deletion) implements Outcome {}
    }
}
