/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.measure.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MeasurementGaugesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeasurementGauges gauges = new MeasurementGauges(registry);

    @Test
    void showsWhatWasMeasured() {
        // When
        gauges.show(measured("reserved", 7));

        // Then
        assertThat(value("cascade.slot.active")).isEqualTo(1);
        assertThat(value("cascade.slot.wal.status", "status", "reserved")).isEqualTo(1);
        assertThat(value("cascade.slot.wal.status", "status", "lost")).isZero();
        assertThat(value("cascade.slot.retained.bytes")).isEqualTo(4096);
        assertThat(value("cascade.slot.unread.bytes")).isNaN();
        assertThat(value("cascade.outbox.age.seconds")).isEqualTo(1.5);
        assertThat(value("cascade.deliveries", "relationship", "r", "state", "pending"))
                .isEqualTo(7);
        assertThat(value("cascade.deliveries", "relationship", "r", "state", "failed"))
                .isEqualTo(2);
        assertThat(value("cascade.delivery.oldest.pending.seconds", "relationship", "r"))
                .isEqualTo(60);
        assertThat(value("cascade.deliveries", "relationship", "r", "state", "applied"))
                .isEqualTo(6);
        assertThat(value("cascade.delivery.oldest.applied.seconds", "relationship", "r"))
                .isEqualTo(120);
        assertThat(value("cascade.deletions", "state", "stuck")).isEqualTo(8);
        assertThat(value("cascade.deletion.oldest.seconds", "state", "stuck")).isEqualTo(180);
        assertThat(value("cascade.intents", "state", "voting")).isEqualTo(3);
        assertThat(value("cascade.intent.oldest.seconds", "state", "voting")).isEqualTo(5);
        assertThat(value("cascade.dead.letters.kept", "topic", "t")).isEqualTo(4);
        assertThat(value("cascade.relationship.state", "relationship", "r", "role", "subscriber", "state", "orphans"))
                .isEqualTo(1);
        assertThat(value("cascade.relationship.state", "relationship", "r", "role", "subscriber", "state", "enforced"))
                .isZero();
        assertThat(value("cascade.relationship.orphans", "relationship", "r")).isEqualTo(9);
        assertThat(value("cascade.relationship.paused", "relationship", "r")).isOne();
        assertThat(value("cascade.relationship.paused.seconds", "relationship", "r"))
                .isEqualTo(120);
        assertThat(value("cascade.paused.keys", "relationship", "r")).isEqualTo(7);
        assertThat(value("cascade.parent.keys", "relationship", "p")).isNaN();
        assertThat(value("cascade.retained.rows")).isEqualTo(7);
        assertThat(value("cascade.replica.keys", "relationship", "r")).isEqualTo(1000);
        assertThat(value("cascade.held.keys", "relationship", "r")).isEqualTo(1);
        assertThat(value("cascade.held.oldest.seconds", "relationship", "r")).isEqualTo(30);
        assertThat(value("cascade.drift.keys", "relationship", "r", "kind", "missing"))
                .isEqualTo(11);
        assertThat(value("cascade.drift.keys", "relationship", "r", "kind", "surplus"))
                .isEqualTo(12);
        assertThat(value("cascade.drift.keys", "relationship", "r", "kind", "orphans"))
                .isEqualTo(13);
        assertThat(value("cascade.validated.timestamp.seconds")).isEqualTo(1_700_000_000.5);
    }

    @Test
    void showsTheNextMeasurementInItsPlace() {
        // Given
        gauges.show(measured("reserved", 7));

        // When
        gauges.show(measured("lost", 0));

        // Then
        assertThat(value("cascade.slot.wal.status", "status", "reserved")).isZero();
        assertThat(value("cascade.slot.wal.status", "status", "lost")).isEqualTo(1);
        assertThat(value("cascade.deliveries", "relationship", "r", "state", "pending"))
                .isZero();
    }

    @Test
    void whatIsTooOldIsNoLongerShownAndComesBack() {
        // Given
        gauges.show(measured("reserved", 7));

        // When // Then
        gauges.hide();
        assertThat(registry.getMeters()).isEmpty();
        gauges.show(measured("reserved", 1));
        assertThat(value("cascade.deliveries", "relationship", "r", "state", "pending"))
                .isEqualTo(1);
    }

    @Test
    void noMeterHasALabelThatGrowsWithTheData() {
        // When
        gauges.show(measured("reserved", 7));

        // Then
        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(Tag::getKey)
                .isSubsetOf("kind", "relationship", "role", "state", "status", "topic");
    }

    private double value(String name, String... tags) {
        return Search.in(registry).name(name).tags(tags).gauges().stream()
                .reduce((one, other) -> {
                    throw new AssertionError("several " + other.getId());
                })
                .map(gauge -> gauge.value())
                .orElseThrow(() -> new AssertionError("no " + name + " among "
                        + registry.getMeters().stream().map(Meter::getId).toList()));
    }

    private static Measurement measured(String walStatus, long pending) {
        return new Measurement(
                new Measurement.Slot(
                        walStatus, true, OptionalLong.of(4096), OptionalLong.empty(), Duration.ofMillis(1500)),
                List.of(new Measurement.Deliveries("r", pending, 6, 2, Duration.ofMinutes(1), Duration.ofMinutes(2))),
                List.of(new Measurement.Deletions("stuck", 8, Duration.ofMinutes(3))),
                List.of(new Measurement.Intents("voting", 3, Duration.ofSeconds(5))),
                List.of(new Measurement.DeadLetters("t", 4)),
                List.of(new Measurement.State("r", "subscriber", "orphans", 9, Optional.of(Duration.ofMinutes(2)))),
                List.of(new Measurement.Parent("p", OptionalLong.empty())),
                List.of(new Measurement.Replica("r", OptionalLong.of(1000), 1, Duration.ofSeconds(30), 7)),
                List.of(
                        new Measurement.Drift("r", 11, 12, 13, OptionalDouble.of(1_700_000_000.5)),
                        new Measurement.Drift("new", 0, 0, 0, OptionalDouble.empty())),
                OptionalLong.of(7));
    }
}
