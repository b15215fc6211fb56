/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Rows and columns, for whoever draws them. */
record Grid(List<Column> columns, List<List<String>> rows) {

    enum Kind {
        TEXT,
        NUMBER,
        /** Whether a target is met. */
        MARK
    }

    record Column(String name, Kind kind) {}

    static Grid figures(List<Series> series) {
        return new Grid(
                List.of(text("contender"), text("figure"), number("median"), number("min … max"), number("rounds")),
                series.stream()
                        .map(each -> List.of(
                                each.contender(),
                                each.metric(),
                                Figures.withUnit(each.median(), each.unit()),
                                Wording.spread(each),
                                String.valueOf(each.values().size())))
                        .toList());
    }

    /** Without the curves that say nothing of percentiles. */
    static Grid percentiles(Plot plot) {
        List<List<String>> rows = plot.curves().stream()
                .map(curve -> Stream.concat(
                                Stream.of(curve.name()),
                                Stream.of(
                                                Percentiles.at(curve, 50),
                                                Percentiles.at(curve, 90),
                                                Percentiles.at(curve, 99),
                                                Percentiles.max(curve))
                                        .map(each -> figure(each, plot.unit())))
                        .toList())
                .filter(row -> row.stream().skip(1).anyMatch(cell -> !cell.equals(Wording.NONE)))
                .toList();
        return new Grid(List.of(text(plot.title()), number("p50"), number("p90"), number("p99"), number("max")), rows);
    }

    static Grid targets(List<Target> targets) {
        return new Grid(
                List.of(new Column("target", Kind.MARK), text("what"), number("wanted"), number("measured")),
                targets.stream()
                        .map(each ->
                                List.of(Wording.mark(each), each.what(), Wording.wanted(each), Wording.measured(each)))
                        .toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    private static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }

    private static Column number(String name) {
        return new Column(name, Kind.NUMBER);
    }

    private static String figure(OptionalDouble value, Unit unit) {
        return value.isPresent() ? Figures.withUnit(value.getAsDouble(), unit) : Wording.NONE;
    }
}
