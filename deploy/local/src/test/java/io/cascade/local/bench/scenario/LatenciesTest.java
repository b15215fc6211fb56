/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cascade.local.bench.report.Curve;
import io.cascade.local.bench.report.Plot;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Measurements measured = new Measurements();
    private final Latencies latencies = new Latencies(measured);

    @Test
    void aRoundHasItsPercentilesInMilliseconds() {
        latencies.add("ours", millis(1, 100));
        assertThat(measured.median("ours", Latencies.MEDIAN)).isCloseTo(50, within(0.1));
        assertThat(measured.median("ours", Latencies.SLOWEST_OF_100)).isCloseTo(99, within(0.2));
    }

    @Test
    void theCurveIsOfAllRoundsAndEndsWithTheSlowest() {
        latencies.add("ours", millis(1, 100));
        latencies.add("ours", millis(101, 200));
        Plot plot = latencies.plot("all");
        assertThat(plot.axis()).isEqualTo(Plot.Axis.PERCENTILE);
        assertThat(plot.curves()).singleElement().satisfies(curve -> {
            List<Curve.Point> points = curve.points();
            assertThat(points).hasSizeGreaterThan(20).isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
            Curve.Point last = points.get(points.size() - 1);
            assertThat(last.x()).isEqualTo(100);
            assertThat(last.y()).isCloseTo(200, within(0.3));
        });
    }

    private static Histogram millis(int from, int to) {
        Histogram nanos = Latencies.histogram();
        for (int i = from; i <= to; i++) {
            nanos.recordValue(TimeUnit.MILLISECONDS.toNanos(i));
        }
        return nanos;
    }
}
