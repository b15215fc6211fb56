/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * What a transaction may not touch, as it is at its beginning.
 *
 * @param observing the relationships whose existing rows events may not touch yet: they may be history to them
 * @param paused the relationships whose rows stay until a person lets them go on
 * @param kept the key replicas of those: a key that went would take their rows along
 */
record Standing(Set<String> observing, List<Subscription> paused, Set<KeyReplica> kept) {

    static final Standing FREE = new Standing(Set.of(), List.of(), Set.of());

    static Standing of(DSLContext dsl, Subscriptions subscriptions) {
        Set<String> observing = new HashSet<>();
        List<Subscription> paused = new ArrayList<>();
        Set<KeyReplica> kept = new HashSet<>();
        dsl.fetch(
                        """
                        SELECT name, state = 'observing', paused_since IS NOT NULL FROM cascade.relationship
                        WHERE role = 'subscriber' AND (state = 'observing' OR paused_since IS NOT NULL) ORDER BY name
                        """)
                .forEach(row -> {
                    String name = row.get(0, String.class);
                    if (row.get(1, Boolean.class)) {
                        observing.add(name);
                    }
                    if (row.get(2, Boolean.class)) {
                        subscriptions.find(name).ifPresent(subscription -> {
                            paused.add(subscription);
                            kept.add(subscription.replica());
                        });
                    }
                });
        return new Standing(observing, paused, kept);
    }

    boolean observes(Subscription subscription) {
        return observing.contains(subscription.name());
    }

    boolean pauses(Subscription subscription) {
        return paused.contains(subscription);
    }

    /** Whether keys have to stay where they are. */
    boolean keeps(KeyReplica replica) {
        return kept.contains(replica);
    }

    /** Why they have to; of one that {@link #keeps} says. */
    String reason(KeyReplica replica) {
        return "the relationship '"
                + paused.stream()
                        .filter(subscription -> subscription.replica().equals(replica))
                        .map(Subscription::name)
                        .findFirst()
                        .orElse("")
                + "' is paused";
    }
}
