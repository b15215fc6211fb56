/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Repair;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.drift.UnansweredException;
import io.cascade.engine.drift.Validation;
import io.cascade.engine.drift.Validations;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.KeyHash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares replicas with their parents: when somebody asks, and slowly and always behind. */
public final class DriftCheck implements Validations, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(DriftCheck.class);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(200);
    private static final ReplicaValidation.Timing TIMING = new ReplicaValidation.Timing(
            Duration.ofSeconds(60), Duration.ofSeconds(60), () -> LockSupport.parkNanos(100_000_000L));

    private final String service;
    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final ParentKeySet parents;
    private final Duration every;
    private final ReplicaValidation.Timing timing;
    private final ValidationStore store;
    private final ScheduledExecutorService asked = executor("cascade-validation");
    private final ScheduledExecutorService background = executor("cascade-drift-check");
    private final ScheduledExecutorService beats = executor("cascade-validation-beat");

    /** @param every in what time each relationship is compared once in the background; zero for never */
    public DriftCheck(
            String service, DSLContext dsl, Subscriptions subscriptions, ParentKeySet parents, Duration every) {
        this(service, dsl, subscriptions, parents, every, TIMING);
    }

    DriftCheck(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            ParentKeySet parents,
            Duration every,
            ReplicaValidation.Timing timing) {
        this.service = service;
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.parents = parents;
        this.every = every;
        this.timing = timing;
        this.store = new ValidationStore(dsl);
    }

    /** Begins to compare in the background. */
    public void start() {
        if (every.isZero()) {
            store.forgetBuckets();
            return;
        }
        store.register(subscriptions.all().stream().map(Subscription::name).toList());
        long tick = Math.max(every.toMillis() / KeyHash.BUCKETS, SHORTEST_TICK.toMillis());
        background.scheduleWithFixedDelay(this::round, tick, tick, TimeUnit.MILLISECONDS);
    }

    @Override
    public Validation start(String relationship, boolean repair) {
        Subscription subscription = subscription(relationship);
        Optional<UUID> begun = store.begin(relationship, repair);
        begun.ifPresent(id -> {
            ScheduledFuture<?> beating = beats.scheduleWithFixedDelay(
                    () -> quietly(() -> store.beat(id)), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
            asked.execute(() -> {
                validate(id, subscription, repair);
                beating.cancel(false);
            });
        });
        return store.find(relationship).orElseThrow();
    }

    @Override
    public Optional<Validation> find(String relationship) {
        return store.find(subscription(relationship).name());
    }

    @Override
    public List<DifferingKey> keys(String relationship) {
        return store.keys(subscription(relationship).name());
    }

    private Subscription subscription(String relationship) {
        return subscriptions
                .find(relationship)
                .orElseThrow(() -> new IllegalArgumentException(
                        service + " does not own the child table of a relationship '" + relationship + "'"));
    }

    private void validate(UUID id, Subscription subscription, boolean repair) {
        try {
            List<Long> buckets = ValidationStore.allBuckets();
            new ReplicaValidation(dsl, subscription, parents, timing)
                    .run(
                            buckets,
                            repair ? ReplicaValidation.Repairing.ALL : ReplicaValidation.Repairing.NONE,
                            new AskedProgress(id, subscription.name(), buckets));
            store.end(id, Validation.State.DONE, "done", null);
        } catch (UnansweredException e) {
            quietly(() -> store.end(id, Validation.State.UNANSWERED, "ended", e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("relationship", subscription.name())
                    .addKeyValue("error", Failures.describe(e))
                    .log("A validation has failed; nothing was decided by it");
            quietly(() -> store.end(id, Validation.State.UNANSWERED, "ended", Failures.describe(e)));
        }
    }

    /** The next bucket of each relationship. */
    void round() {
        for (Subscription subscription : subscriptions.all()) {
            quietly(() -> store.takeTurn(subscription.name(), every).ifPresent(turn -> compare(subscription, turn)));
        }
    }

    private void compare(Subscription subscription, ValidationStore.Turn turn) {
        List<Long> buckets = List.of(turn.bucket());
        try {
            new ReplicaValidation(dsl, subscription, parents, timing)
                    .run(
                            buckets,
                            automatic(subscription)
                                    ? ReplicaValidation.Repairing.FEW
                                    : ReplicaValidation.Repairing.NONE,
                            new NotedProgress(subscription.name(), buckets));
        } catch (UnansweredException e) {
            LOGGER.atInfo()
                    .addKeyValue("relationship", subscription.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("A bucket could not be compared; it is tried again in its next turn");
        }
    }

    /**
     * Relationships of one replica have to agree, because all follow. What a person has left as it is when a dead letter was
     * discarded is for a person to mend.
     */
    private boolean automatic(Subscription subscription) {
        BooleanSupplier discarded = () -> dsl.fetchSingle(
                        "SELECT EXISTS (SELECT FROM cascade.dead_letter WHERE state = 'discarded' AND topic = ?)",
                        subscription.replica().topic())
                .get(0, Boolean.class);
        return subscriptions.of(subscription.replica()).stream()
                        .allMatch(each -> each.relationship().repair() == Repair.AUTOMATIC)
                && !discarded.getAsBoolean();
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOGGER.atWarn().addKeyValue("error", Failures.describe(e)).log("Keys could not be compared now");
        }
    }

    @Override
    public void close() {
        for (ScheduledExecutorService executor : List.of(asked, background, beats)) {
            executor.shutdownNow();
        }
        try {
            asked.awaitTermination(10, TimeUnit.SECONDS);
            background.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScheduledExecutorService executor(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Keeps what the gauges show, and tells a person once. */
    private class NotedProgress implements ReplicaValidation.Progress {

        private final String relationship;
        private final List<Long> buckets;

        NotedProgress(String relationship, List<Long> buckets) {
            this.relationship = relationship;
            this.buckets = buckets;
        }

        @Override
        public void searching() {}

        @Override
        public void proving(DriftSearch.Found found) {}

        @Override
        public void proven(DriftSearch.Found found, DriftProof.Proven proven, long orphans) {
            if (!every.isZero()) {
                store.register(List.of(relationship));
                store.noted(relationship, buckets, found, proven, orphans);
            }
            if (!proven.missing().isEmpty() || !proven.surplus().isEmpty()) {
                LOGGER.atWarn()
                        .addKeyValue("service", service)
                        .addKeyValue("relationship", relationship)
                        .addKeyValue("missing", proven.missing().size())
                        .addKeyValue("surplus", proven.surplus().size())
                        .log("The key replica differs from the parent's keys");
            }
        }

        @Override
        public void repaired(int keys) {
            store.mended(relationship, buckets, keys);
            LOGGER.atInfo()
                    .addKeyValue("service", service)
                    .addKeyValue("relationship", relationship)
                    .addKeyValue("keys", keys)
                    .log("Keys that differed were mended");
        }
    }

    /** Shows the progress to who has asked, too. */
    private final class AskedProgress extends NotedProgress {

        private final UUID id;
        private final String relationship;

        AskedProgress(UUID id, String relationship, List<Long> buckets) {
            super(relationship, buckets);
            this.id = id;
            this.relationship = relationship;
        }

        @Override
        public void searching() {
            store.phase(id, "comparing digests");
        }

        @Override
        public void proving(DriftSearch.Found found) {
            store.phase(id, "waiting for events to arrive, to look again at keys that differ");
        }

        @Override
        public void proven(DriftSearch.Found found, DriftProof.Proven proven, long orphans) {
            super.proven(found, proven, orphans);
            store.proven(id, relationship, found, proven, orphans);
            store.phase(id, "mending what differs");
        }

        @Override
        public void repaired(int keys) {
            super.repaired(keys);
            store.repaired(id, keys);
        }
    }
}
