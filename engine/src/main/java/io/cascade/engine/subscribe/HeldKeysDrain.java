/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.DSLContext;

/** Comes back to the keys that were set aside. */
final class HeldKeysDrain {

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final Consumer<List<Delivery>> onApplied;

    HeldKeysDrain(String service, DSLContext dsl, Subscriptions subscriptions, Consumer<List<Delivery>> onApplied) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.onApplied = onApplied;
    }

    /** Does what can be done now; returns whether anything is still held. */
    boolean drain() {
        boolean held = false;
        for (KeyReplica replica : subscriptions.replicas()) {
            held |= drain(replica);
        }
        return held;
    }

    private boolean drain(KeyReplica replica) {
        if (!new HeldKeys(dsl, replica, new ReplicaWriter(dsl, replica)).any()) {
            return false;
        }
        Deliveries deliveries = new Deliveries(service);
        try {
            dsl.transaction(configuration -> {
                DSLContext tx = configuration.dsl();
                tx.execute("SET LOCAL lock_timeout = 200");
                HeldKeys held = new HeldKeys(tx, replica, new ReplicaWriter(tx, replica));
                if (!held.tryDrainLock()) {
                    return;
                }
                EventApplier applier = new EventApplier(tx, RelationshipState.observing(tx), true, deliveries);
                for (HeldKeys.Head head : held.heads()) {
                    applier.applyHead(replica, head, subscribed(head));
                }
                deliveries.report(tx);
            });
        } catch (RuntimeException e) {
            boolean busy =
                    SqlStates.of(e).filter(SqlStates.LOCK_NOT_AVAILABLE::equals).isPresent();
            if (!busy && !Failures.permanent(e)) {
                throw e;
            }
            return true;
        }
        onApplied.accept(deliveries.all());
        return true;
    }

    private List<Subscription> subscribed(HeldKeys.Head head) {
        List<Subscription> ours = new ArrayList<>();
        head.relationships().forEach(name -> subscriptions.find(name).ifPresent(ours::add));
        return ours;
    }
}
