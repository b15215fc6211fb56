/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A plot's curves. */
final class Lines {

    private static final double HEIGHT = 240;
    private static final double AXIS = 44;
    private static final double GAP = 8;
    private static final double RIGHT = Figure.WIDTH - 20;
    private static final double ROW_OF_LEGEND = 22;
    private static final double SAMPLE = 30;
    private static final int LETTERS = 60;

    private final Plot plot;
    private final List<Curve> curves;
    private final Palette palette;
    private final Scale across;
    private final Scale up;
    private final List<Element> legend;
    private final double left;
    private final double top;

    private Lines(Plot plot, List<Curve> curves, Palette palette) {
        this.plot = plot;
        this.curves = curves;
        this.palette = palette;
        this.across = across(plot.axis(), points(curves).mapToDouble(Curve.Point::x));
        double[] values = points(curves).mapToDouble(Curve.Point::y).toArray();
        this.up = plot.axis() == Plot.Axis.PERCENTILE
                ? Scale.ofAmounts(values, values)
                : Scale.Linear.upTo(DoubleStream.of(values).max().orElse(0));
        this.left = up.ticks().stream()
                        .mapToDouble(tick -> Figure.widthOf(tick.label()))
                        .max()
                        .orElse(0)
                + GAP;
        this.legend = new ArrayList<>();
        this.top = addLegend() + ROW_OF_LEGEND + GAP;
    }

    /** @param plot with a point that can be drawn */
    static Element of(Plot plot, Palette palette) {
        return new Lines(plot, drawable(plot), palette).figure();
    }

    static boolean isEmpty(Plot plot) {
        return drawable(plot).isEmpty();
    }

    private static List<Curve> drawable(Plot plot) {
        return plot.curves().stream()
                .map(curve -> new Curve(
                        curve.name(),
                        curve.points().stream()
                                .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
                                .toList()))
                .filter(curve -> !curve.points().isEmpty())
                .toList();
    }

    private static Stream<Curve.Point> points(List<Curve> curves) {
        return curves.stream().flatMap(curve -> curve.points().stream());
    }

    private static Scale across(Plot.Axis axis, DoubleStream values) {
        return axis == Plot.Axis.PERCENTILE
                ? Scale.Percentile.of(values)
                : Scale.Linear.endingAt(values.max().orElse(0));
    }

    private Element figure() {
        List<Element> parts = new ArrayList<>(legend);
        parts.addAll(grid());
        parts.add(Figure.line(left, top, left, top + HEIGHT, "axis"));
        parts.add(Figure.line(left, top + HEIGHT, RIGHT, top + HEIGHT, "axis"));
        // The project's own is on top of the others.
        Stream.concat(
                        curves.stream().filter(curve -> !palette.isOwn(curve.name())),
                        curves.stream().filter(curve -> palette.isOwn(curve.name())))
                .forEach(curve -> parts.add(drawn(curve)));
        return Figure.of(plot.title(), caption(), description(), top + HEIGHT + AXIS, parts);
    }

    private String caption() {
        String what = plot.axis() == Plot.Axis.PERCENTILE ? "By percentile." : "Over time.";
        return what + (up instanceof Scale.Logarithmic ? " The vertical scale is logarithmic." : "");
    }

    private String description() {
        return curves.stream()
                .map(curve -> curve.name() + " from "
                        + Figures.withUnit(
                                curve.points().stream()
                                        .mapToDouble(Curve.Point::y)
                                        .min()
                                        .orElse(0),
                                plot.unit())
                        + " to "
                        + Figures.withUnit(
                                curve.points().stream()
                                        .mapToDouble(Curve.Point::y)
                                        .max()
                                        .orElse(0),
                                plot.unit()))
                .collect(Collectors.joining(", "));
    }

    private List<Element> grid() {
        List<Element> parts = new ArrayList<>();
        for (Scale.Tick tick : up.ticks()) {
            double y = y(tick.value());
            parts.add(Figure.line(left, y, RIGHT, y, "grid"));
            parts.add(Figure.text(tick.label(), left - GAP, y + 4, "tick end"));
        }
        for (Scale.Tick tick : across.ticks()) {
            double x = x(tick.value());
            parts.add(Figure.line(x, top, x, top + HEIGHT, "grid"));
            parts.add(Figure.text(tick.label(), x, top + HEIGHT + 16, "tick middle"));
        }
        parts.add(Figure.text(Wording.name(plot.unit()), 0, top - GAP - 4, "tick"));
        String below = plot.axis() == Plot.Axis.PERCENTILE ? "percentile" : "seconds since the beginning";
        parts.add(Figure.text(below, (left + RIGHT) / 2, top + HEIGHT + 36, "tick middle"));
        return parts;
    }

    private Element drawn(Curve curve) {
        Element group =
                Element.of("g").with("class", palette.colour(curve.name())).add(Element.of("title", curve.name()));
        if (curve.points().size() == 1) {
            Curve.Point only = curve.points().get(0);
            return group.add(Element.of("circle")
                    .with("class", "dot")
                    .with("cx", x(only.x()))
                    .with("cy", y(only.y()))
                    .with("r", 4));
        }
        return group.add(Element.of("polyline")
                .with("class", "curve")
                .with("stroke-dasharray", palette.dashes(curve.name()))
                .with(
                        "points",
                        curve.points().stream()
                                .map(point -> Element.coordinate(x(point.x())) + "," + Element.coordinate(y(point.y())))
                                .collect(Collectors.joining(" "))));
    }

    /** Returns where it ends. */
    private double addLegend() {
        double x = 0;
        double y = ROW_OF_LEGEND / 2;
        for (Curve curve : curves) {
            String name = Figure.shortened(curve.name(), LETTERS);
            double width = SAMPLE + GAP + Figure.widthOf(name) + 2 * GAP;
            if (x > 0 && x + width > Figure.WIDTH) {
                x = 0;
                y += ROW_OF_LEGEND;
            }
            legend.add(Element.of("g")
                    .with("class", "key " + palette.colour(curve.name()))
                    .add(
                            Figure.line(x, y, x + SAMPLE, y, "curve")
                                    .with("stroke-dasharray", palette.dashes(curve.name())),
                            Figure.text(name, x + SAMPLE + GAP, y + 4, "name")));
            x += width;
        }
        return y + ROW_OF_LEGEND / 2;
    }

    private double x(double value) {
        return left + (RIGHT - left) * across.share(value);
    }

    private double y(double value) {
        return top + HEIGHT * (1 - up.share(value));
    }
}
