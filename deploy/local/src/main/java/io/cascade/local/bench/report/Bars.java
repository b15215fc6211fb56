/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One figure of all contenders: a bar as long as the median, and a line from the worst round to the best. */
final class Bars {

    private static final double ROW = 34;
    private static final double THICKNESS = 18;
    private static final double TOP = 6;
    private static final double AXIS = 44;
    private static final double GAP = 8;
    private static final double END = 4;
    private static final int LETTERS = 34;

    private final List<Series> series;
    private final Palette palette;
    private final Scale scale;
    private final double left;
    private final double right;
    private final double bottom;

    private Bars(List<Series> series, Palette palette) {
        this.series = series;
        this.palette = palette;
        this.scale = Scale.ofAmounts(
                series.stream()
                        .mapToDouble(Series::median)
                        .filter(Double::isFinite)
                        .toArray(),
                series.stream()
                        .flatMap(each -> each.values().stream())
                        .mapToDouble(Double::doubleValue)
                        .filter(Double::isFinite)
                        .toArray());
        this.left = widest(series.stream().map(Bars::name).toList()) + GAP;
        this.right = Figure.WIDTH - widest(series.stream().map(Bars::value).toList()) - GAP;
        this.bottom = TOP + ROW * series.size();
    }

    /** @param series of one metric and unit; not empty */
    static Element of(List<Series> series, Palette palette) {
        return new Bars(series, palette).figure();
    }

    private Element figure() {
        Series first = series.get(0);
        List<Element> parts = new ArrayList<>(grid(first.unit()));
        for (int i = 0; i < series.size(); i++) {
            parts.add(row(series.get(i), TOP + ROW * i + ROW / 2));
        }
        parts.add(Figure.line(left, TOP, left, bottom, "axis"));
        return Figure.of(
                first.metric(),
                caption(),
                series.stream()
                        .map(each -> each.contender() + " " + value(each))
                        .collect(Collectors.joining(", ")),
                bottom + AXIS,
                parts);
    }

    private String caption() {
        int rounds =
                series.stream().mapToInt(each -> each.values().size()).max().orElse(0);
        String what = rounds == 1 ? "One round." : "Median and min … max of " + Wording.rounds(rounds) + ".";
        return what + (scale instanceof Scale.Logarithmic ? " The scale is logarithmic." : "");
    }

    private List<Element> grid(Unit unit) {
        List<Element> parts = new ArrayList<>();
        for (Scale.Tick tick : scale.ticks()) {
            double x = x(tick.value());
            parts.add(Figure.line(x, TOP, x, bottom, "grid"));
            parts.add(Figure.text(tick.label(), x, bottom + 16, "tick middle"));
        }
        parts.add(Figure.text(Wording.name(unit), (left + right) / 2, bottom + 36, "tick middle"));
        return parts;
    }

    private Element row(Series each, double y) {
        Element row = Element.of("g")
                .with("class", palette.colour(each.contender()))
                .add(
                        Element.of("title", each.contender() + ": " + value(each) + ", " + Wording.spread(each)),
                        Figure.text(name(each), left - GAP, y + 4, "name end"),
                        Element.of("rect")
                                .with("class", "bar")
                                .with("x", left)
                                .with("y", y - THICKNESS / 2)
                                .with("width", x(each.median()) - left)
                                .with("height", THICKNESS));
        double end = x(each.median());
        if (each.min() < each.max()) {
            double from = x(each.min());
            double to = x(each.max());
            end = Math.max(end, to);
            row.addAll(whisker(from, to, y, "halo")).addAll(whisker(from, to, y, "whisker"));
        }
        return row.add(Figure.text(value(each), end + GAP, y + 4, "value"));
    }

    private static List<Element> whisker(double from, double to, double y, String classes) {
        return List.of(
                Figure.line(from, y, to, y, classes),
                Figure.line(from, y - END, from, y + END, classes),
                Figure.line(to, y - END, to, y + END, classes));
    }

    private double x(double value) {
        return Double.isNaN(value) ? left : left + (right - left) * scale.share(value);
    }

    private static String name(Series series) {
        return Figure.shortened(series.contender(), LETTERS);
    }

    private static String value(Series series) {
        return Figures.withUnit(series.median(), series.unit());
    }

    private static double widest(List<String> texts) {
        return texts.stream().mapToDouble(Figure::widthOf).max().orElse(0);
    }
}
