/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import io.cascade.contracts.Propagation;
import io.cascade.engine.deletion.RequestedDeletion.Executed;
import io.cascade.engine.deletion.RequestedDeletion.Nothing;
import io.cascade.engine.deletion.RequestedDeletion.Refused;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.trace.TraceContext;
import io.cascade.engine.vote.Intents;
import io.cascade.engine.vote.Trial;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Asks for a delete and waits for the answer. A crash in between loses only the answer: the request itself goes on. */
final class DeletionRequest {

    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

    /** After the deadline the answer is a moment away. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private record Asked(UUID deletion, int rows, Trial.Found found) {}

    private final DSLContext dsl;
    private final ToIntFunction<DSLContext> delete;
    private final Propagation propagation;
    private final boolean retain;
    private final long end;

    DeletionRequest(
            DSLContext dsl,
            ToIntFunction<DSLContext> delete,
            Propagation propagation,
            boolean retain,
            Duration patience) {
        this.dsl = dsl;
        this.delete = delete;
        this.propagation = propagation;
        this.retain = retain;
        this.end = System.nanoTime() + patience.toNanos();
    }

    /** Another deletion of the same rows is waited for, as PostgreSQL would; it may be given up. */
    RequestedDeletion run() {
        while (true) {
            RequestedDeletion result = attempt();
            boolean busy =
                    result instanceof Refused refused && refused.sqlState().equals(SqlStates.LOCK_NOT_AVAILABLE);
            if (!busy || left().isNegative() || Thread.currentThread().isInterrupted()) {
                return result;
            }
            LockSupport.parkNanos(POLL_NANOS * ThreadLocalRandom.current().nextInt(1, 20));
        }
    }

    private RequestedDeletion attempt() {
        UUID deletion = UUID.randomUUID();
        Asked asked;
        try {
            asked = dsl.transactionResult(configuration -> ask(configuration.dsl(), deletion));
        } catch (RuntimeException e) {
            boolean claimed =
                    SqlStates.constraintOf(e).filter(Sql.GUARD::equals).isPresent()
                            && SqlStates.of(e)
                                    .filter(SqlStates.LOCK_NOT_AVAILABLE::equals)
                                    .isPresent();
            if (!claimed) {
                throw e;
            }
            return new Refused(
                    deletion,
                    "",
                    0,
                    SqlStates.LOCK_NOT_AVAILABLE,
                    "another deletion of the same rows is being decided");
        }
        return asked.found().isEmpty() ? new Nothing() : await(asked);
    }

    private Asked ask(DSLContext tx, UUID deletion) {
        int[] rows = new int[1];
        tx.execute(
                "SELECT set_config('cascade.propagation', ?, true), set_config('cascade.retain', ?, true)",
                propagation.id(),
                retain ? "on" : "off");
        TraceContext.carryOn(tx);
        Trial.Found found = Trial.run(tx, deletion, trial -> rows[0] = delete.applyAsInt(trial));
        if (!found.isEmpty()) {
            Duration left = left();
            Intents.store(tx, deletion, "api", null, left.isNegative() ? Duration.ZERO : left, found);
        } else if (rows[0] > 0) {
            throw new IllegalStateException("a delete that needs nobody's consent was to be asked for");
        }
        return new Asked(deletion, rows[0], found);
    }

    private RequestedDeletion await(Asked asked) {
        long last = end + GRACE.toNanos();
        Optional<RequestedDeletion> answer = answer(asked);
        while (answer.isEmpty()
                && System.nanoTime() - last < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
            answer = answer(asked);
        }
        return answer.orElseGet(() -> new Refused(
                asked.deletion(), "", 0, "57014", "not decided in time; it still may be, so look at the rows"));
    }

    private Optional<RequestedDeletion> answer(Asked asked) {
        Record row = dsl.fetchOne(
                "SELECT state, relationship, rows, sql_state, reason FROM cascade.intent"
                        + " WHERE deletion_id = ? AND upstream_event IS NULL",
                asked.deletion());
        String state = row == null ? "" : row.get(0, String.class);
        return switch (state) {
            case "executed" -> Optional.of(new Executed(asked.deletion(), asked.rows()));
            case "refused" ->
                Optional.of(new Refused(
                        asked.deletion(),
                        row.get(1, String.class),
                        row.get(2, Long.class),
                        row.get(3, String.class),
                        row.get(4, String.class)));
            default -> Optional.empty();
        };
    }

    private Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
