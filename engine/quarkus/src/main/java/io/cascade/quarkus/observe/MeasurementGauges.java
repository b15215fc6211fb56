/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import io.cascade.engine.measure.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The last measurement as gauges. What is of one kind has a series for each of its words, the present one at 1. */
final class MeasurementGauges {

    private static final String RELATIONSHIP = "relationship";
    private static final List<String> WAL_STATUSES = List.of("reserved", "extended", "unreserved", "lost", "missing");
    private static final List<String> STATES = List.of("observing", "backfilling", "enforced", "orphans");

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new TreeMap<>();
    private final Map<String, List<Row<?>>> rows = new TreeMap<>();

    MeasurementGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void show(Measurement measurement) {
        slot(measurement.slot());
        for (Measurement.Deliveries each : measurement.deliveries()) {
            Tags tags = Tags.of(RELATIONSHIP, each.relationship());
            row("cascade.deliveries", tags.and("state", "pending"), each.pending());
            row("cascade.deliveries", tags.and("state", "applied"), each.applied());
            row("cascade.deliveries", tags.and("state", "failed"), each.failed());
            row("cascade.delivery.oldest.pending.seconds", tags, seconds(each.oldestPending()));
            row("cascade.delivery.oldest.applied.seconds", tags, seconds(each.oldestApplied()));
        }
        for (Measurement.Deletions each : measurement.deletions()) {
            Tags tags = Tags.of("state", each.state());
            row("cascade.deletions", tags, each.count());
            row("cascade.deletion.oldest.seconds", tags, seconds(each.oldest()));
        }
        for (Measurement.Intents each : measurement.intents()) {
            Tags tags = Tags.of("state", each.state());
            row("cascade.intents", tags, each.count());
            row("cascade.intent.oldest.seconds", tags, seconds(each.oldest()));
        }
        measurement
                .deadLetters()
                .forEach(each -> row("cascade.dead.letters.kept", Tags.of("topic", each.topic()), each.count()));
        for (Measurement.State each : measurement.states()) {
            Tags tags = Tags.of(RELATIONSHIP, each.relationship(), "role", each.role());
            STATES.forEach(state ->
                    row("cascade.relationship.state", tags.and("state", state), is(state.equals(each.state()))));
            if (each.role().equals("subscriber")) {
                Tags named = Tags.of(RELATIONSHIP, each.relationship());
                row("cascade.relationship.orphans", named, each.orphans());
                row("cascade.relationship.paused", named, is(each.paused().isPresent()));
                row(
                        "cascade.relationship.paused.seconds",
                        named,
                        seconds(each.paused().orElse(Duration.ZERO)));
            }
        }
        measurement
                .parents()
                .forEach(each ->
                        row("cascade.parent.keys", Tags.of(RELATIONSHIP, each.relationship()), known(each.keys())));
        for (Measurement.Replica each : measurement.replicas()) {
            Tags tags = Tags.of(RELATIONSHIP, each.relationship());
            row("cascade.replica.keys", tags, known(each.keys()));
            row("cascade.held.keys", tags, each.held());
            row("cascade.held.oldest.seconds", tags, seconds(each.oldestHeld()));
            row("cascade.paused.keys", tags, each.putAside());
        }
        for (Measurement.Drift each : measurement.drifts()) {
            Tags tags = Tags.of(RELATIONSHIP, each.relationship());
            row("cascade.drift.keys", tags.and("kind", "missing"), each.missing());
            row("cascade.drift.keys", tags.and("kind", "surplus"), each.surplus());
            row("cascade.drift.keys", tags.and("kind", "orphans"), each.orphans());
            each.validated().ifPresent(at -> row("cascade.validated.timestamp.seconds", tags, at));
        }
        row("cascade.retained.rows", Tags.empty(), known(measurement.retainedRows()));
        publish();
    }

    /** What is too old to be believed must not look like the present. */
    void hide() {
        publish();
    }

    private void slot(Measurement.Slot slot) {
        row("cascade.slot.active", Tags.empty(), is(slot.active()));
        WAL_STATUSES.forEach(status ->
                row("cascade.slot.wal.status", Tags.of("status", status), is(status.equals(slot.walStatus()))));
        row("cascade.slot.retained.bytes", Tags.empty(), known(slot.retainedBytes()));
        row("cascade.slot.unread.bytes", Tags.empty(), known(slot.unreadBytes()));
        row("cascade.outbox.age.seconds", Tags.empty(), seconds(slot.outboxAge()));
    }

    private void row(String name, Tags tags, double value) {
        rows.computeIfAbsent(name, unused -> new ArrayList<>()).add(Row.of(tags, value));
    }

    /** Replaces all rows at once; a gauge without any has no series. */
    private void publish() {
        rows.keySet().forEach(name -> gauges.computeIfAbsent(name, this::gauge));
        gauges.forEach((name, gauge) -> gauge.register(rows.getOrDefault(name, List.of()), true));
        rows.clear();
    }

    private MultiGauge gauge(String name) {
        return MultiGauge.builder(name).register(registry);
    }

    private static double is(boolean condition) {
        return condition ? 1 : 0;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static double known(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : Double.NaN;
    }
}
