/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.EngineListener;
import io.cascade.engine.brake.Brake;
import io.cascade.engine.kafka.Backoff;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.key.KeyLookup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of {@code check: eventual}: finds out about the keys that were accepted without being known. Instances of a
 * service share the keys; whichever claims one first asks for it.
 */
public final class EventualCheck implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(EventualCheck.class);
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration COUNT = Duration.ofSeconds(5);
    /** Claims a round, so that every replica gets its turn. */
    private static final int CLAIMS = 20;

    private final DSLContext dsl;
    private final Subscriptions subscriptions;
    private final EngineListener listener;
    private final ProvisionalKeys.Timing timing;
    private final ProvisionalResolver resolver;
    private final Map<KeyReplica, Due> due = new HashMap<>();
    private final KeyQuestions questions;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "cascade-eventual-check");
        thread.setDaemon(true);
        return thread;
    });

    public EventualCheck(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            KeyLookup lookup,
            EngineListener listener,
            int rowsPerTransaction,
            Brake brake) {
        this(service, dsl, subscriptions, lookup, listener, rowsPerTransaction, brake, ProvisionalKeys.Timing.DEFAULT);
    }

    EventualCheck(
            String service,
            DSLContext dsl,
            Subscriptions subscriptions,
            KeyLookup lookup,
            EngineListener listener,
            int rowsPerTransaction,
            Brake brake,
            ProvisionalKeys.Timing timing) {
        this.dsl = dsl;
        this.subscriptions = subscriptions;
        this.listener = listener;
        this.timing = timing;
        this.questions = new KeyQuestions(lookup);
        this.resolver = new ProvisionalResolver(
                service,
                dsl,
                subscriptions,
                questions,
                timing,
                rowsPerTransaction,
                brake,
                deliveries ->
                        deliveries.forEach(delivery -> listener.applied(delivery.relationship(), 1, delivery.rows())));
    }

    public void start() {
        executor.scheduleWithFixedDelay(this::round, FIRST.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        questions.close();
        try {
            executor.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does all that is due now. */
    void round() {
        for (KeyReplica replica : subscriptions.replicas()) {
            try {
                round(replica, due.computeIfAbsent(replica, key -> new Due()));
            } catch (RuntimeException e) {
                LOGGER.atWarn()
                        .addKeyValue("parent", replica.parent().table())
                        .addKeyValue("error", Failures.describe(e))
                        .log("Provisional keys could not be dealt with; this is tried again");
                LOGGER.atDebug().setCause(e).log("The failure in full");
            }
        }
    }

    private void round(KeyReplica replica, Due next) {
        List<Subscription> eventual = subscriptions.of(replica).stream()
                .filter(Subscription::eventual)
                .toList();
        eventual.forEach(subscription -> new ReferenceAdoption(dsl, subscription).run());
        boolean news = resolve(replica, next);
        if (news || passed(next.settle)) {
            boolean settled = true;
            for (Subscription subscription : eventual) {
                settled &= new ReferenceAdoption(dsl, subscription).settle();
            }
            next.settle = System.nanoTime() + (settled ? timing.recheck() : EVERY).toNanos();
        }
        if (passed(next.sweep)) {
            new UnreferredKeys(dsl, replica, subscriptions.of(replica)).sweep();
            next.sweep = System.nanoTime() + SWEEP.toNanos();
        }
        if (!eventual.isEmpty() && passed(next.count)) {
            long count = new ProvisionalKeys(dsl, replica).count();
            eventual.forEach(subscription -> listener.provisional(subscription.name(), count));
            next.count = System.nanoTime() + COUNT.toNanos();
        }
    }

    /** Returns whether anything was asked for. */
    private boolean resolve(KeyReplica replica, Due next) {
        if (!passed(next.resolve)) {
            return false;
        }
        boolean asked = false;
        ProvisionalResolver.Outcome outcome;
        int claims = 0;
        do {
            Set<String> observing = RelationshipState.observing(dsl);
            boolean complete = observing.stream().noneMatch(name -> mayReferTo(name, replica));
            outcome = resolver.resolve(replica, complete);
            asked |= outcome.asked() > 0;
            claims++;
        } while (claims < CLAIMS
                && outcome.asked() == ProvisionalResolver.CLAIM
                && !outcome.silent()
                && !Thread.currentThread().isInterrupted());
        if (outcome.silent()) {
            if (next.backoff.failed() == 1) {
                LOGGER.atWarn()
                        .addKeyValue("parent", replica.parent().service())
                        .log(
                                "The parent's service gives no answer about provisional keys; it is asked again and again");
            }
            next.resolve = System.nanoTime() + next.backoff.delay().toNanos();
        } else if (outcome.asked() > 0) {
            next.backoff.reset();
        }
        return asked;
    }

    /** A relationship that is not known here may be one of newer contracts. */
    private boolean mayReferTo(String relationship, KeyReplica replica) {
        return subscriptions
                .find(relationship)
                .map(subscription -> subscription.replica().equals(replica))
                .orElse(true);
    }

    private static boolean passed(long nanos) {
        return System.nanoTime() - nanos >= 0;
    }

    /** When things are to be done again for a replica. */
    private static final class Due {
        private final Backoff backoff = new Backoff();
        private long resolve = System.nanoTime();
        private long settle = resolve;
        private long count = resolve;
        private long sweep = resolve + SWEEP.toNanos();
    }
}
