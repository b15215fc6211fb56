/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import io.cascade.engine.CascadeEngine;
import io.cascade.engine.measure.Measurement;
import io.cascade.quarkus.config.CascadeConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the engine for the gauges, so that scrapes, however many, cost the database nothing. When it does not answer, the
 * old values stay for a few rounds and then go; how old they are is a gauge too.
 */
@Singleton
class EngineGauges {

    private static final Logger LOGGER = LoggerFactory.getLogger(EngineGauges.class);
    private static final int ROUNDS_TO_BELIEVE = 4;
    private static final int AFTER_THE_ENGINE = Interceptor.Priority.APPLICATION + 1000;

    private final BooleanSupplier ready;
    private final Supplier<Map<String, Long>> consumerLag;
    private final Supplier<Measurement> measurements;
    private final Duration every;
    private final MeterRegistry registry;
    private final MeasurementGauges gauges;
    private final MultiGauge lag;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "cascade-gauges");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long sampledAt = System.nanoTime();

    @Inject
    EngineGauges(CascadeEngine engine, CascadeConfig config, MeterRegistry registry) {
        this(
                () -> engine.health().ready(),
                engine::consumerLag,
                () -> engine.measurements().take(),
                config.sampleEvery(),
                registry);
    }

    EngineGauges(
            BooleanSupplier ready,
            Supplier<Map<String, Long>> consumerLag,
            Supplier<Measurement> measurements,
            Duration every,
            MeterRegistry registry) {
        this.ready = ready;
        this.consumerLag = consumerLag;
        this.measurements = measurements;
        this.every = every;
        this.registry = registry;
        this.gauges = new MeasurementGauges(registry);
        this.lag = MultiGauge.builder("cascade.consumer.lag.records")
                .description("Records that this instance has yet to read from the partitions that are its own")
                .register(registry);
    }

    void start(@Observes @Priority(AFTER_THE_ENGINE) StartupEvent event) {
        registry.gauge("cascade.engine.ready", ready, engine -> engine.getAsBoolean() ? 1 : 0);
        registry.gauge("cascade.sample.age.seconds", this, EngineGauges::age);
        executor.scheduleWithFixedDelay(this::sample, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        executor.shutdownNow();
    }

    void sample() {
        try {
            showLag();
            gauges.show(measurements.get());
            sampledAt = System.nanoTime();
        } catch (RuntimeException e) {
            LOGGER.atDebug().setCause(e).log("The engine could not be measured");
            if (age() > every.multipliedBy(ROUNDS_TO_BELIEVE).toMillis() / 1000.0) {
                gauges.hide();
            }
        }
    }

    private void showLag() {
        List<Row<?>> rows = new ArrayList<>();
        consumerLag.get().forEach((group, records) -> rows.add(Row.of(Tags.of("group", group), records)));
        lag.register(rows, true);
    }

    private double age() {
        return (System.nanoTime() - sampledAt) / 1e9;
    }
}
