/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.UnansweredException;
import io.cascade.engine.sql.KeyBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells drift from what is only on its way. Both sides are looked at, then the parent publishes a barrier behind all that it
 * has shown, and when that has arrived, both are looked at again. Whatever could explain the difference had to come before the
 * barrier or changes what is seen of the key: so a difference with the same row there and the same version here is none that
 * any event will end.
 */
final class DriftProof {

    /**
     * @param missing the parent has them and the replica has not
     * @param surplus the replica has them and the parent has not
     * @param versions of the surplus keys
     * @param waiting how many differ because their event waits
     * @param undecided how many differed and changed each time
     * @param at when this was so, by the parent's clock; null when there was nothing to prove
     */
    record Proven(
            KeyBatch missing,
            KeyBatch surplus,
            List<Long> versions,
            long waiting,
            long undecided,
            @Nullable Instant at,
            @Nullable String lsn) {}

    private enum Verdict {
        SAME,
        MISSING,
        SURPLUS,
        WAITING,
        /** It differs, but not as it did before. */
        CHANGED
    }

    /** How often a key that changes is looked at. */
    private static final int ROUNDS = 3;

    private final Subscription subscription;
    private final ReplicaKeys replica;
    private final Barriers barriers;
    private final ParentKeySet parent;
    private final Duration patience;
    private final Runnable pause;
    private KeyBatch missing;
    private KeyBatch surplus;
    private final List<Long> versions = new ArrayList<>();
    private long waiting;
    private @Nullable Instant at;
    private @Nullable String lsn;

    /**
     * @param patience how long a barrier may take
     * @param pause between two looks whether it has arrived
     */
    DriftProof(
            DSLContext dsl,
            Subscription subscription,
            ParentKeySet parent,
            Duration patience,
            Runnable pause,
            KeyBatch none) {
        this.subscription = subscription;
        this.replica = new ReplicaKeys(dsl, subscription.replica());
        this.barriers = new Barriers(dsl);
        this.parent = parent;
        this.patience = patience;
        this.pause = pause;
        this.missing = none;
        this.surplus = none;
    }

    /** @throws UnansweredException when it cannot be told */
    Proven prove(KeyBatch suspected) {
        long undecided = 0;
        for (int i = 0; i < suspected.size(); i += ParentKeySet.MOST_KEYS) {
            KeyBatch left = suspected.slice(i, Math.min(suspected.size(), i + ParentKeySet.MOST_KEYS));
            for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
                left = round(left);
            }
            undecided += left.size();
        }
        return new Proven(missing, surplus, List.copyOf(versions), waiting, undecided, at, lsn);
    }

    /** Returns those that have to be looked at once more. */
    private KeyBatch round(KeyBatch keys) {
        List<ReplicaKeys.State> hereFirst = replica.look(keys);
        UUID barrier = UUID.randomUUID();
        ParentKeySet.Look thereFirst;
        barriers.expect(barrier);
        try {
            thereFirst = parent.look(subscription.relationship(), keys, barrier);
            await(barrier);
        } finally {
            barriers.forget(barrier);
        }
        List<ReplicaKeys.State> here = replica.look(keys);
        List<String> there =
                parent.look(subscription.relationship(), keys, null).lives();
        at = at == null ? thereFirst.at() : at;
        lsn = lsn == null ? thereFirst.lsn() : lsn;
        Verdict[] verdicts = new Verdict[keys.size()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = verdict(hereFirst.get(i), thereFirst.lives().get(i), here.get(i), there.get(i));
        }
        missing = missing.plus(of(keys, verdicts, Verdict.MISSING));
        surplus = surplus.plus(of(keys, verdicts, Verdict.SURPLUS));
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] == Verdict.SURPLUS) {
                versions.add(Objects.requireNonNull(here.get(i).version()));
            }
        }
        waiting += of(keys, verdicts, Verdict.WAITING).size();
        return of(keys, verdicts, Verdict.CHANGED);
    }

    private static Verdict verdict(
            ReplicaKeys.State hereFirst, String thereFirst, ReplicaKeys.State here, String there) {
        Long version = here.version();
        if (here.waiting()) {
            return Verdict.WAITING;
        }
        if (version == null == there.isEmpty()) {
            return Verdict.SAME;
        }
        if (version == null) {
            return there.equals(thereFirst) ? Verdict.MISSING : Verdict.CHANGED;
        }
        return thereFirst.isEmpty() && !hereFirst.waiting() && version.equals(hereFirst.version())
                ? Verdict.SURPLUS
                : Verdict.CHANGED;
    }

    private static KeyBatch of(KeyBatch keys, Verdict[] verdicts, Verdict wanted) {
        AtomicInteger next = new AtomicInteger();
        return keys.where(key -> verdicts[next.getAndIncrement()] == wanted);
    }

    private void await(UUID barrier) {
        long end = System.nanoTime() + patience.toNanos();
        while (!barriers.arrived(barrier)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new UnansweredException("this service was stopped");
            }
            if (System.nanoTime() - end >= 0) {
                throw new UnansweredException(
                        "what " + subscription.relationship().parent().service()
                                + " has published does not arrive within " + patience.toSeconds()
                                + " s: its connector or the consumer here is down or behind");
            }
            pause.run();
        }
    }
}
