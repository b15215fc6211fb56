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

    /** The most of the last third of the time, times that of the second third, by whose it is. */
    Map<String, Double> growth(String metric) {
        Map<String, Double> growth = new LinkedHashMap<>();
        points.forEach((key, curves) -> {
            if (key.metric().equals(metric)) {
                curves.forEach((of, values) -> growth.put(of, growth(values)));
            }
        });
        return growth;
    }

    private static double growth(List<Curve.Point> values) {
        int third = values.size() / 3;
        double before = most(values.subList(third, 2 * third));
        double after = most(values.subList(2 * third, values.size()));
        return before == 0 ? 1 + after : after / before;
    }

    private static double mean(List<Curve.Point> values) {
        return values.stream().mapToDouble(Curve.Point::y).average().orElseThrow();
    }

    private static double most(List<Curve.Point> values) {
        return values.stream().mapToDouble(Curve.Point::y).max().orElseThrow();
    }
}
