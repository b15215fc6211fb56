/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.List;
import java.util.OptionalDouble;

/** Single percentiles of a curve. */
final class Percentiles {

    private static final double WHOLE = 100;

    private Percentiles() {}

    /** Between its points a curve is a straight line; beyond them nothing is known. */
    static OptionalDouble at(Curve curve, double percentile) {
        List<Curve.Point> points = curve.points();
        for (int i = 0; i < points.size(); i++) {
            Curve.Point here = points.get(i);
            if (here.x() == percentile) {
                return OptionalDouble.of(here.y());
            }
            if (here.x() > percentile) {
                return i == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(between(points.get(i - 1), here, percentile));
            }
        }
        return OptionalDouble.empty();
    }

    static OptionalDouble max(Curve curve) {
        return curve.points().stream()
                .filter(point -> point.x() >= WHOLE)
                .mapToDouble(Curve.Point::y)
                .max();
    }

    private static double between(Curve.Point left, Curve.Point right, double x) {
        return left.y() + (right.y() - left.y()) * (x - left.x()) / (right.x() - left.x());
    }
}
