/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.event.Delivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an event of another service is settled here: as soon as it is applied and nothing that it has caused is open.
 * Whoever applies events and whoever hears of what they have caused both come here at the end of their transactions, and
 * lock in this order: the open deliveries that an event has caused, then the event's rows in {@code cascade.settlement}. So
 * the later of the two always sees the earlier.
 */
public final class Settlements {

    /** What was overlooked is taken on at most so much at a time. */
    private static final int OVERLOOKED = 1000;

    private final String service;
    private final boolean publishes;
    private final UnaryOperator<String> childOf;

    public Settlements(String service, Contracts contracts) {
        this.service = service;
        this.publishes = !contracts.publishedBy(service).isEmpty();
        Map<String, String> children = contracts.relationships().stream()
                .collect(Collectors.toMap(
                        Relationship::name, relationship -> relationship.child().service()));
        this.childOf = relationship -> children.getOrDefault(relationship, "?");
    }

    /**
     * Reports what was applied in this transaction: settled at once where nothing is open below, as always in a service to
     * which nobody refers.
     *
     * @param known those of the events that earlier transactions may have applied in part, or before
     */
    public void applied(DSLContext tx, Collection<Applied> applied, Set<UUID> known) {
        List<Applied> fresh = new ArrayList<>();
        List<Applied> again = new ArrayList<>();
        applied.forEach(each -> (known.contains(each.event()) ? again : fresh).add(each));
        Reports reports = new Reports(service);
        List<Waiting> waiting = new ArrayList<>();
        if (!fresh.isEmpty()) {
            Set<UUID> events = publishes ? events(fresh) : Set.of();
            decide(waiting(fresh), Below.ofFresh(tx, events), reports, waiting);
        }
        if (!again.isEmpty()) {
            Set<UUID> events = events(again);
            Below.lock(tx, events);
            List<Waiting> all = merged(Waiting.take(tx, events), again);
            decide(all, Below.of(tx, events, childOf), reports, waiting);
        }
        if (!waiting.isEmpty()) {
            Waiting.insert(tx, waiting);
        }
        waiting.forEach(each -> reports.add(each.applied().publisher(), open(each)));
        reports.write(tx);
    }

    /**
     * Reports what has changed for events that wait here, after deliveries were written down in this transaction. It has to
     * be READ COMMITTED.
     *
     * @param causes the events that have caused the deliveries
     */
    public void changedBelow(DSLContext tx, Collection<UUID> causes) {
        List<Waiting> all = causes.isEmpty() ? List.of() : Waiting.lock(tx, causes);
        if (all.isEmpty()) {
            return;
        }
        Set<UUID> events = all.stream().map(each -> each.applied().event()).collect(Collectors.toSet());
        Below below = Below.of(tx, events, childOf);
        Reports reports = new Reports(service);
        List<Waiting> open = new ArrayList<>();
        decide(all, below, reports, open);
        open.forEach(each -> events.remove(each.applied().event()));
        if (!events.isEmpty()) {
            Waiting.take(tx, events);
        }
        Set<Waiting> before = new HashSet<>(all);
        List<Waiting> changed =
                open.stream().filter(each -> !before.contains(each)).toList();
        if (!changed.isEmpty()) {
            Waiting.update(tx, changed);
        }
        changed.forEach(each -> reports.add(each.applied().publisher(), open(each)));
        reports.write(tx);
    }

    /** Events that nothing keeps open any more although nobody has said so: deliveries were mended or taken away by hand. */
    public void overlooked(DSLContext tx) {
        List<UUID> events = tx.fetch(
                        """
                        SELECT DISTINCT s.event_id FROM cascade.settlement AS s WHERE NOT EXISTS (
                            SELECT FROM cascade.delivery AS d WHERE d.cause_event = s.event_id
                            AND d.state NOT IN ('settled', 'discarded'))
                        LIMIT ?
                        """,
                        OVERLOOKED)
                .map(row -> row.get(0, UUID.class));
        changedBelow(tx, events);
    }

    /** Says of an event that a person has given it up here: those above learn where and why. */
    public Delivery discarded(UUID event, String relationship, String reason) {
        return new Delivery(
                event,
                relationship,
                Delivery.State.DISCARDED,
                0,
                0,
                service + ", " + relationship + ", given up: " + reason);
    }

    /** Reports on events with nothing open below, and adds the others, with what is wrong there, to those that wait. */
    private static void decide(List<Waiting> all, Below below, Reports reports, List<Waiting> waiting) {
        for (Waiting each : all) {
            Applied applied = each.applied();
            if (below.isOpen(applied.event())) {
                waiting.add(new Waiting(applied, below.trouble(applied.event(), applied.relationship())));
            } else {
                reports.add(applied.publisher(), closed(applied, below));
            }
        }
    }

    private static Delivery closed(Applied applied, Below below) {
        @Nullable
        String discarded =
                below.discarded(applied.event(), applied.relationship()).orElse(null);
        return new Delivery(
                applied.event(),
                applied.relationship(),
                discarded == null ? Delivery.State.SETTLED : Delivery.State.DISCARDED,
                applied.rows(),
                below.rows(applied.event(), applied.relationship()),
                discarded);
    }

    private static Delivery open(Waiting waiting) {
        Applied applied = waiting.applied();
        return new Delivery(
                applied.event(), applied.relationship(), Delivery.State.APPLIED, applied.rows(), 0, waiting.reason());
    }

    /** The rows that were applied now, on top of those that wait; all relationships of an event settle together. */
    private static List<Waiting> merged(List<Waiting> waiting, List<Applied> applied) {
        Map<List<Object>, Waiting> merged = new LinkedHashMap<>();
        waiting(applied).forEach(each -> add(merged, each));
        waiting.forEach(each -> add(merged, each));
        return List.copyOf(merged.values());
    }

    private static void add(Map<List<Object>, Waiting> merged, Waiting each) {
        Applied one = each.applied();
        merged.merge(List.of(one.event(), one.relationship()), each, (a, b) -> {
            long rows = a.applied().rows() + b.applied().rows();
            return new Waiting(new Applied(one.event(), one.relationship(), one.publisher(), rows), b.reason());
        });
    }

    private static List<Waiting> waiting(List<Applied> applied) {
        return applied.stream().map(each -> new Waiting(each, null)).toList();
    }

    private static Set<UUID> events(List<Applied> applied) {
        Set<UUID> events = new LinkedHashSet<>();
        applied.forEach(each -> events.add(Objects.requireNonNull(each.event())));
        return events;
    }
}
