/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.report.Series;
import io.cascade.local.bench.report.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects figures round by round. */
final class Measurements {

    private record Key(String contender, String metric, Unit unit) {}

    private final Map<Key, List<Double>> values = new LinkedHashMap<>();

    void add(String contender, String metric, Unit unit, double value) {
        values.computeIfAbsent(new Key(contender, metric, unit), key -> new ArrayList<>())
                .add(value);
    }

    List<Series> series() {
        return values.entrySet().stream()
                .map(entry -> new Series(
                        entry.getKey().contender(),
                        entry.getKey().metric(),
                        entry.getKey().unit(),
                        entry.getValue()))
                .toList();
    }

    double median(String contender, String metric) {
        return series().stream()
                .filter(each ->
                        each.contender().equals(contender) && each.metric().equals(metric))
                .mapToDouble(Series::median)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The median over the rounds of one contender's figure divided by another's of the same round, which were measured one
     * after the other: what slows a whole round down does not change it.
     */
    double ratio(String contender, String other, String metric) {
        return ratio(contender, other, metric, metric);
    }

    /** The same of two metrics. */
    double ratio(String contender, String other, String metric, String otherMetric) {
        List<Double> of = find(contender, metric);
        List<Double> by = find(other, otherMetric);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(of.size(), by.size()); i++) {
            ratios.add(of.get(i) / by.get(i));
        }
        return new Series(contender, metric, Unit.TIMES, ratios).median();
    }

    private List<Double> find(String contender, String metric) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().contender().equals(contender)
                        && entry.getKey().metric().equals(metric))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }
}
