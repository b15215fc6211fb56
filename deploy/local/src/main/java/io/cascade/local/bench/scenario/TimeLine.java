/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.report.Curve;
import io.cascade.local.bench.report.Plot;
import io.cascade.local.bench.report.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was seen at which second. */
final class TimeLine {

    private record Key(String metric, Unit unit) {}

    private final Map<Key, Map<String, List<Curve.Point>>> points = new LinkedHashMap<>();

    void add(String metric, Unit unit, String of, double second, double value) {
        points.computeIfAbsent(new Key(metric, unit), key -> new LinkedHashMap<>())
                .computeIfAbsent(of, key -> new ArrayList<>())
                .add(new Curve.Point(second, value));
    }

    List<Plot> plots() {
        List<Plot> plots = new ArrayList<>();
        points.forEach((key, curves) -> plots.add(new Plot(
                key.metric(),
                Plot.Axis.TIME,
                key.unit(),
                curves.entrySet().stream()
                        .map(curve -> new Curve(curve.getKey(), curve.getValue()))
                        .toList())));
        return plots;
    }

    /** The mean and the most of everything, as figures. */
    void summarise(Measurements measured) {
        points.forEach((key, curves) -> curves.forEach((of, values) -> {
            measured.add(of, key.metric() + ", mean", key.unit(), mean(values));
            measured.add(of, key.metric() + ", most", key.unit(), most(values));
        }));
    }

    private static double mean(List<Curve.Point> values) {
        return values.stream().mapToDouble(Curve.Point::y).average().orElseThrow();
    }

    private static double most(List<Curve.Point> values) {
        return values.stream().mapToDouble(Curve.Point::y).max().orElseThrow();
    }
}
