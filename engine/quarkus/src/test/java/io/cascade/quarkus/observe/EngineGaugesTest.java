/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.measure.Measurement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EngineGaugesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    @Test
    void showsReadinessAndTheAgeOfTheSampleOfTheMoment() {
        // Given
        AtomicBoolean ready = new AtomicBoolean(true);
        EngineGauges gauges = new EngineGauges(ready::get, Map::of, this::measured, HOUR, registry);
        gauges.start(new StartupEvent());
        try {
            // When // Then
            assertThat(value("cascade.engine.ready")).isEqualTo(1);
            ready.set(false);
            assertThat(value("cascade.engine.ready")).isZero();
            double before = value("cascade.sample.age.seconds");
            assertThat(value("cascade.sample.age.seconds")).isGreaterThanOrEqualTo(before);
        } finally {
            gauges.stop(new ShutdownEvent());
        }
    }

    @Test
    void theLagOfAGroupIsThereAlsoWhileTheDatabaseIsNot() {
        // Given
        failure.set(new IllegalStateException("no database"));
        EngineGauges gauges = new EngineGauges(() -> true, () -> Map.of("group", 12L), this::measured, HOUR, registry);

        // When
        gauges.sample();

        // Then
        assertThat(registry.get("cascade.consumer.lag.records")
                        .tag("group", "group")
                        .gauge()
                        .value())
                .isEqualTo(12);
    }

    @Test
    void aFailureKeepsWhatWasSampledUntilItIsTooOld() {
        // Given
        EngineGauges patient = new EngineGauges(() -> true, Map::of, this::measured, HOUR, registry);
        patient.sample();

        // When // Then
        failure.set(new IllegalStateException("no database"));
        patient.sample();
        assertThat(value("cascade.slot.active")).isEqualTo(1);

        // When it is long ago
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        EngineGauges impatient = new EngineGauges(() -> true, Map::of, this::measured, Duration.ZERO, other);
        failure.set(null);
        impatient.sample();
        failure.set(new IllegalStateException("no database"));
        impatient.sample();

        // Then
        assertThat(other.find("cascade.slot.active").gauge()).isNull();
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    private Measurement measured() {
        if (failure.get() != null) {
            throw failure.get();
        }
        return new Measurement(
                new Measurement.Slot("reserved", true, OptionalLong.of(1), OptionalLong.of(1), Duration.ZERO),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                OptionalLong.empty());
    }
}
