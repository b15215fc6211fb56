/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import io.cascade.engine.EngineListener;
import io.cascade.engine.brake.Strain;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The engine's doings as metrics. Tags come from the contracts, so their number is bounded. */
@Singleton
class MeteredEngineListener implements EngineListener {

    private static final String RELATIONSHIP = "relationship";

    private final MeterRegistry registry;
    /** There from the start: the first failure of a counter that begins with it is no increase. */
    private final Counter retries;

    private final Counter braked;

    private final Map<String, AtomicLong> provisional = new ConcurrentHashMap<>();
    private final Map<Strain, AtomicLong> strains = new ConcurrentHashMap<>();

    MeteredEngineListener(MeterRegistry registry) {
        this.registry = registry;
        retries = registry.counter("cascade.retries");
        braked = registry.counter("cascade.braked.seconds");
    }

    @Override
    public void applied(String relationship, int events, long rows) {
        registry.counter("cascade.applied.events", RELATIONSHIP, relationship).increment(events);
        registry.counter("cascade.applied.rows", RELATIONSHIP, relationship).increment(rows);
    }

    @Override
    public void lag(String relationship, Duration lag) {
        histogram("cascade.lag", "From the transaction at the parent to the commit at this child", relationship)
                .record(lag);
    }

    @Override
    public void settled(String relationship, Duration took) {
        histogram(
                        "cascade.settlement",
                        "From the transaction at the parent until it knows that everything below has followed",
                        relationship)
                .record(took);
    }

    @Override
    public void discarded(String relationship, int events) {
        registry.counter("cascade.discarded.events", RELATIONSHIP, relationship).increment(events);
    }

    @Override
    public void republished(String relationship, int events) {
        registry.counter("cascade.republished.events", RELATIONSHIP, relationship)
                .increment(events);
    }

    private Timer histogram(String name, String description, String relationship) {
        return Timer.builder(name)
                .description(description)
                .tag(RELATIONSHIP, relationship)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(registry);
    }

    @Override
    public void provisional(String relationship, long keys) {
        provisional
                .computeIfAbsent(
                        relationship,
                        name -> registry.gauge(
                                "cascade.provisional.keys", Tags.of(RELATIONSHIP, name), new AtomicLong()))
                .set(keys);
    }

    @Override
    public void strained(Strain strain, boolean suffers) {
        strains.computeIfAbsent(
                        strain, each -> registry.gauge("cascade.brake", Tags.of("cause", each.id()), new AtomicLong()))
                .set(suffers ? 1 : 0);
    }

    @Override
    public void braked(Duration waited) {
        braked.increment(waited.toNanos() / 1e9);
    }

    @Override
    public void deadLetter(String topic) {
        registry.counter("cascade.dead.letters", "topic", topic).increment();
    }

    @Override
    public void retrying(int attempt) {
        retries.increment();
    }
}
