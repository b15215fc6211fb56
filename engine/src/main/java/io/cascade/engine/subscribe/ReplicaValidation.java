/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.UnansweredException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.DSLContext;

/** One comparison of some buckets of a replica with the parent, from the search to the repair. */
final class ReplicaValidation {

    /** How much time things may take. */
    record Timing(Duration barrier, Duration repair, Runnable pause) {}

    /**
     * What is mended.
     *
     * @param surplus nothing is mended where more surplus keys were found
     */
    record Repairing(int surplus) {

        static final Repairing NONE = new Repairing(-1);
        static final Repairing ALL = new Repairing(Integer.MAX_VALUE);

        /**
         * What nobody has asked for. So many surplus keys in one bucket are not what a lost event leaves: the parent's
         * database was restored, or is another one, and it is for a person to say so.
         */
        static final Repairing FEW = new Repairing(100);
    }

    /** Told how far it is. */
    interface Progress {

        void searching();

        void proving(DriftSearch.Found found);

        void proven(DriftSearch.Found found, DriftProof.Proven proven, long orphans);

        /** @param keys how many more */
        void repaired(int keys);
    }

    private static final Set<String> COMPARABLE = Set.of("enforced", "orphans");

    private final DSLContext dsl;
    private final Subscription subscription;
    private final ParentKeySet parent;
    private final Timing timing;

    ReplicaValidation(DSLContext dsl, Subscription subscription, ParentKeySet parent, Timing timing) {
        this.dsl = dsl;
        this.subscription = subscription;
        this.parent = parent;
        this.timing = timing;
    }

    /**
     * @param buckets of the keys; rows without a parent are counted with the first
     * @throws UnansweredException when it cannot be told; nothing was changed then
     */
    void run(List<Long> buckets, Repairing repair, Progress progress) {
        if (!COMPARABLE.contains(RelationshipState.of(dsl, subscription.name()))) {
            throw new UnansweredException("existing keys are still on their way");
        }
        progress.searching();
        DriftSearch.Found found = new DriftSearch(dsl, subscription, parent).search(buckets);
        progress.proving(found);
        DriftProof.Proven proven = new DriftProof(
                        dsl,
                        subscription,
                        parent,
                        timing.barrier(),
                        timing.pause(),
                        found.keys().none())
                .prove(found.keys());
        long orphans = buckets.contains(0L)
                ? Objects.requireNonNull(
                        dsl.fetchSingle(subscription.countOrphans()).get(0, Long.class))
                : 0;
        progress.proven(found, proven, orphans);
        if (proven.surplus().size() <= repair.surplus()) {
            DriftRepair drift = new DriftRepair(dsl, subscription.replica(), timing.repair(), timing.pause());
            drift.repair(proven, progress::repaired);
            if (repair.equals(Repairing.ALL)) {
                drift.lookAgainAtAbsent();
            }
        }
    }
}
