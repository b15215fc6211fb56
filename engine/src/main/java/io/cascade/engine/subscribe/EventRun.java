/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.sql.KeyBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Events of few keys each that follow upon each other and have no key in common, so that they may be applied together, in
 * any order: what a stream of single creations and deletes is made of.
 *
 * @param events all for the same key replica, all deletes for the same relationships; may be empty
 */
record EventRun(List<IncomingEvent> events) {

    /** More keys gain little by company, and a set-based statement over the keys of one event is faster. */
    static final int KEYS_PER_EVENT = 50;

    /**
     * The run at the beginning of some events.
     *
     * @param passed the ids of events that are not to be applied, or not in a run; one ends it
     */
    static EventRun of(List<IncomingEvent> events, Standing standing, Set<UUID> passed) {
        Set<List<String>> keys = new HashSet<>();
        Set<UUID> ids = new HashSet<>(passed);
        List<IncomingEvent> run = new ArrayList<>();
        List<Subscription> deleting = List.of();
        for (IncomingEvent event : events) {
            boolean deletes = event.event() instanceof KeysEvent.Deleted;
            if (!simple(event, standing)
                    || !ids.add(event.id())
                    || !run.isEmpty() && !run.get(0).replica().equals(event.replica())
                    || deletes && !deleting.isEmpty() && !deleting.equals(event.subscriptions())
                    || !disjoint(event, keys)) {
                break;
            }
            if (deletes) {
                deleting = event.subscriptions();
            }
            run.add(event);
        }
        return new EventRun(run);
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    KeyReplica replica() {
        return events.get(0).replica();
    }

    /** The relationships of those that delete; empty if none does. */
    List<Subscription> deleting() {
        return events.stream()
                .filter(EventRun::deletes)
                .findFirst()
                .map(IncomingEvent::subscriptions)
                .orElse(List.of());
    }

    /** So many of the events, from the first on. */
    EventRun first(int count) {
        return new EventRun(events.subList(0, count));
    }

    EventRun deletes(boolean deletes) {
        return new EventRun(
                events.stream().filter(event -> deletes(event) == deletes).toList());
    }

    /** The keys of all the events, one after the other. */
    KeyBatch keys() {
        return events.stream().map(EventRun::keys).reduce(KeyBatch::plus).orElseThrow();
    }

    /** For each of the {@link #keys} the place of its event, from 0. */
    int[] owners() {
        int[] owners = new int[events.stream().mapToInt(IncomingEvent::size).sum()];
        int from = 0;
        for (int place = 0; place < events.size(); place++) {
            int to = from + events.get(place).size();
            Arrays.fill(owners, from, to, place);
            from = to;
        }
        return owners;
    }

    /** For each of the {@link #keys} the version of its event. */
    Long[] versions() {
        return Arrays.stream(owners())
                .mapToObj(place -> version(events.get(place)))
                .toArray(Long[]::new);
    }

    /** For each of the {@link #keys} whether it is deleted. */
    Boolean[] gone() {
        return Arrays.stream(owners())
                .mapToObj(place -> deletes(events.get(place)))
                .toArray(Boolean[]::new);
    }

    static boolean deletes(IncomingEvent event) {
        return event.event() instanceof KeysEvent.Deleted;
    }

    private static long version(IncomingEvent event) {
        return event.event() instanceof KeysEvent.Deleted deleted
                ? deleted.version()
                : ((KeysEvent.Created) event.event()).version();
    }

    private static KeyBatch keys(IncomingEvent event) {
        return event.head().orElseThrow().keys();
    }

    /** Adds the event's keys to those of the events before it. */
    private static boolean disjoint(IncomingEvent event, Set<List<String>> before) {
        KeyBatch keys = keys(event);
        for (int i = 0; i < keys.size(); i++) {
            if (!before.add(keys.row(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing but keys and children change by it, and it needs to say of none of them where the change comes from. */
    private static boolean simple(IncomingEvent event, Standing standing) {
        if (event.size() > KEYS_PER_EVENT || event.replica().onlyReferred()) {
            return false;
        }
        if (event.event() instanceof KeysEvent.Deleted deleted) {
            return deleted.propagation() != Propagation.ORPHAN
                    && !standing.keeps(event.replica())
                    && event.subscriptions().stream()
                            .allMatch(subscription -> subscription.plain() && !standing.observes(subscription));
        }
        return event.event() instanceof KeysEvent.Created;
    }
}
