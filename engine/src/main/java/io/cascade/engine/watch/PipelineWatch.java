/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.Topics;
import io.cascade.engine.EngineListener;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.kafka.KafkaClients;
import io.cascade.engine.measure.SlotProgress;
import io.cascade.engine.measure.SteadyClock;
import io.cascade.engine.undo.OverdueRestorations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at slot and consumer groups, on a thread of its own, so that whoever asks never waits for Kafka. The slot is always
 * looked at, Kafka only while a delete is open for longer than it should be.
 */
public final class PipelineWatch implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(PipelineWatch.class);

    /** A look that is older is none. */
    private static final Duration BELIEVED = Duration.ofSeconds(60);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration WATCHDOG_PAUSE = Duration.ofSeconds(15);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);

    /** Of a connector that is away: a restart and a rebalance of Kafka Connect are over by then. */
    private static final Duration TOLERATED = Duration.ofMinutes(2);

    private record Look(Instant at, Diagnosis diagnosis) {}

    private final DSLContext dsl;
    private final String service;
    private final String slot;
    private final List<Relationship> published;
    private final ConsumerGroups groups;
    private final Duration expected;
    private final Duration pause;
    private final Watchdog watchdog;
    private final OverdueRestorations restorations;
    private final EngineListener listener;
    private final Clock clock;
    private final SlotProgress progress = new SlotProgress();
    private final Thread thread = new Thread(this::run, "cascade-watch");
    private volatile boolean stopping;
    private volatile @Nullable Look last;
    private volatile @Nullable Instant inactiveSince;

    PipelineWatch(
            DSLContext dsl,
            String service,
            String slot,
            List<Relationship> published,
            ConsumerGroups groups,
            Duration expected,
            Watchdog watchdog,
            OverdueRestorations restorations,
            EngineListener listener,
            Clock clock) {
        this.dsl = dsl;
        this.service = service;
        this.slot = slot;
        this.published = List.copyOf(published);
        this.groups = groups;
        this.expected = expected;
        this.pause = between(SHORTEST_PAUSE, expected.dividedBy(10), LONGEST_PAUSE);
        this.watchdog = watchdog;
        this.restorations = restorations;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * @param slot the service's replication slot
     * @param published the relationships of which the service has the parents, by table
     * @param expected how long a delete may take before anybody asks why
     * @param republishAfter how long an event may stay unacknowledged
     */
    public static PipelineWatch of(
            DSLContext dsl,
            String service,
            String slot,
            Map<ParentTable, List<Relationship>> published,
            KafkaClients clients,
            Duration expected,
            Duration republishAfter,
            EngineListener listener) {
        List<Relationship> relationships =
                published.values().stream().flatMap(List::stream).toList();
        Watchdog watchdog = new Watchdog(
                dsl,
                relationships,
                republishAfter,
                listener,
                new Republication(published.keySet()),
                between(SHORTEST_PAUSE, republishAfter.dividedBy(20), WATCHDOG_PAUSE));
        return new PipelineWatch(
                dsl,
                service,
                slot,
                relationships,
                new KafkaGroups(clients),
                expected.compareTo(republishAfter) < 0 ? expected : republishAfter,
                watchdog,
                new OverdueRestorations(service, published.keySet(), republishAfter),
                listener,
                new SteadyClock());
    }

    public void start() {
        // A counter that begins with the first of them would show no increase.
        published.forEach(relationship -> {
            listener.republished(relationship.name(), 0);
            listener.discarded(relationship.name(), 0);
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks Kafka by another client from now on. */
    public void renewKafka() {
        groups.close();
    }

    /**
     * Why a relationship does not come to its end, by the last look.
     *
     * @param applied whether it has applied everything, so that it waits for those below
     */
    public Cause cause(String relationship, boolean applied) {
        Relationship contracted = published.stream()
                .filter(each -> each.name().equals(relationship))
                .findFirst()
                .orElse(null);
        if (contracted == null) {
            return new Cause.NotContracted(relationship);
        }
        if (applied) {
            return new Cause.Below(contracted.child().service());
        }
        Look look = last;
        boolean known = look != null
                && !look.diagnosis().groups().isEmpty()
                && !look.at().plus(BELIEVED).isBefore(clock.instant());
        return known ? look.diagnosis().cause(contracted) : new Cause.NotLooked();
    }

    /** What a person should know of the slot, although the service does its work; empty when there is nothing. */
    public Optional<String> warning() {
        Look look = last;
        if (look == null) {
            return Optional.empty();
        }
        if (look.diagnosis().slot().gone()) {
            return Optional.of(
                    new Cause.SlotGone(service, look.diagnosis().slot().status()).words());
        }
        Instant since = inactiveSince;
        return since != null && since.plus(TOLERATED).isBefore(clock.instant())
                ? Optional.of(new Cause.ConnectorDown(service).words() + " since " + since)
                : Optional.empty();
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        groups.close();
    }

    private void run() {
        while (!stopping) {
            try {
                round();
            } catch (RuntimeException e) {
                LOGGER.atWarn()
                        .addKeyValue("error", Failures.describe(e))
                        .log("Watching the way of the events failed and will be retried");
            }
            LockSupport.parkNanos(this, pause.toNanos());
        }
    }

    void round() {
        Slot found = Slot.look(dsl, slot);
        Instant now = clock.instant();
        Duration age = progress.age(now, found.written(), found.confirmed());
        inactiveSince = found.active() ? null : inactiveSince == null ? now : inactiveSince;
        boolean open = !published.isEmpty() && open();
        Diagnosis diagnosis = new Diagnosis(service, found, age, open ? groups.look(topicsOfGroups()) : Map.of());
        last = new Look(now, diagnosis);
        if (open) {
            watchdog.round(diagnosis);
        }
        restorations.ask(dsl);
    }

    private boolean open() {
        return dsl.fetchSingle(
                        "SELECT EXISTS (SELECT FROM cascade.delivery WHERE state IN ('pending', 'applied', 'failed')"
                                + " AND (created_at < now() - CAST(? AS interval) OR created_at > now() + CAST(? AS interval)))",
                        expected.toMillis() / 2 + " ms",
                        expected.toMillis() / 2 + " ms")
                .get(0, Boolean.class);
    }

    private Map<String, Set<String>> topicsOfGroups() {
        Map<String, Set<String>> topics = new HashMap<>();
        for (Relationship relationship : published) {
            topics.computeIfAbsent(Diagnosis.groupOf(relationship), group -> new HashSet<>())
                    .add(Diagnosis.topicOf(relationship));
        }
        topics.put(Topics.acks(service), Set.of(Topics.acks(service)));
        return topics;
    }

    private static Duration between(Duration least, Duration wanted, Duration most) {
        return wanted.compareTo(least) < 0 ? least : wanted.compareTo(most) > 0 ? most : wanted;
    }
}
