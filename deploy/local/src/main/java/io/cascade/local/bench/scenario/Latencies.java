/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.report.Curve;
import io.cascade.local.bench.report.Plot;
import io.cascade.local.bench.report.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** How long single things took, of each contender: round by round as figures, of all rounds together as a curve. */
final class Latencies {

    static final String MEDIAN = "p50";
    static final String SLOWEST_OF_100 = "p99";

    private static final int DIGITS = 3;
    /** Points on the way to 50, as many from there to 75, and so on. */
    private static final int POINTS = 10;

    private final Measurements measured;
    private final Map<String, Histogram> all = new LinkedHashMap<>();

    /** @param measured gets the percentiles of each round */
    Latencies(Measurements measured) {
        this.measured = measured;
    }

    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** @param nanos of a round, not empty */
    void add(String contender, Histogram nanos) {
        measured.add(contender, MEDIAN, Unit.MILLISECONDS, millis(nanos.getValueAtPercentile(50)));
        measured.add(contender, SLOWEST_OF_100, Unit.MILLISECONDS, millis(nanos.getValueAtPercentile(99)));
        all.computeIfAbsent(contender, unused -> histogram()).add(nanos);
    }

    Plot plot(String title) {
        List<Curve> curves = new ArrayList<>();
        all.forEach((contender, nanos) -> curves.add(new Curve(contender, points(nanos))));
        return new Plot(title, Plot.Axis.PERCENTILE, Unit.MILLISECONDS, curves);
    }

    private static List<Curve.Point> points(Histogram nanos) {
        List<Curve.Point> points = new ArrayList<>();
        for (HistogramIterationValue each : nanos.percentiles(POINTS)) {
            points.add(new Curve.Point(each.getPercentileLevelIteratedTo(), millis(each.getValueIteratedTo())));
        }
        return points;
    }

    private static double millis(double nanos) {
        return nanos / TimeUnit.MILLISECONDS.toNanos(1);
    }
}
