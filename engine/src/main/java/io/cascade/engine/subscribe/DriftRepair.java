/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.TransactionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;

/**
 * Mends drift by giving the keys to whoever looks up provisional keys ({@link ProvisionalResolver}): a missing key comes back
 * as one that must be confirmed, a surplus one becomes such a key again. So nothing is deleted but for an answer that is
 * given while the key is locked here, and an event that comes meanwhile decides as it always does.
 */
final class DriftRepair {

    /** Keys taken on at a time. They are looked up some hundred a second. */
    private static final int SLICE = 500;

    private final DSLContext dsl;
    private final KeyReplica replica;
    private final Duration patience;
    private final Runnable pause;

    /**
     * @param patience how long nothing may be decided before it is left to go on by itself
     * @param pause between two looks
     */
    DriftRepair(DSLContext dsl, KeyReplica replica, Duration patience, Runnable pause) {
        this.dsl = dsl;
        this.replica = replica;
        this.patience = patience;
        this.pause = pause;
    }

    /** @param onRepaired told how many keys have been mended, again and again */
    void repair(DriftProof.Proven drift, Consumer<Integer> onRepaired) {
        boolean goesOn = true;
        for (int i = 0; i < drift.missing().size() && goesOn; i += SLICE) {
            KeyBatch slice = drift.missing().slice(i, Math.min(drift.missing().size(), i + SLICE));
            dsl.transaction(configuration -> keys(configuration.dsl()).doubt(slice));
            goesOn = settle(slice);
            onRepaired.accept(count(slice, true));
        }
        for (int i = 0; i < drift.surplus().size() && goesOn; i += SLICE) {
            int end = Math.min(drift.surplus().size(), i + SLICE);
            KeyBatch slice = drift.surplus().slice(i, end);
            List<Long> versions = drift.versions().subList(i, end);
            dsl.transaction(configuration -> keys(configuration.dsl()).suspect(slice, versions));
            goesOn = settle(slice);
            onRepaired.accept(count(slice, false));
        }
    }

    /**
     * Asks once more for keys that are known to be absent and stay only because rows refer to them. Whoever has removed those
     * rows and asks for a repair does not want to wait until they are looked at anyhow.
     */
    void lookAgainAtAbsent() {
        dsl.transaction(configuration -> keys(configuration.dsl()).askAgainForAbsent());
        await(keys -> keys.absentToAsk());
    }

    /** Waits until somebody has answered for all; returns whether that is so. */
    private boolean settle(KeyBatch keys) {
        return await(replica -> replica.open(keys).size());
    }

    private boolean await(ToIntFunction<ProvisionalKeys> count) {
        long end = System.nanoTime() + patience.toNanos();
        int open = Integer.MAX_VALUE;
        while (open > 0
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            pause.run();
            int now = dsl.transactionResult(configuration -> count.applyAsInt(keys(configuration.dsl())));
            if (now < open) {
                end = System.nanoTime() + patience.toNanos();
            }
            open = now;
        }
        return open == 0;
    }

    private int count(KeyBatch keys, boolean there) {
        return (int) new ReplicaKeys(dsl, replica)
                .look(keys).stream()
                        .filter(state -> Objects.nonNull(state.version()) == there && !state.waiting())
                        .count();
    }

    private ProvisionalKeys keys(DSLContext tx) {
        TransactionSettings.canonicalText(tx);
        return new ProvisionalKeys(tx, replica);
    }
}
