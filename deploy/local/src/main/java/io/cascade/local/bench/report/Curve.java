/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.List;

/**
 * A line of a plot.
 *
 * @param name of the contender, or of what is followed
 */
public record Curve(String name, List<Point> points) {

    /**
     * @param x a percentile from 0 to 100, or seconds since the beginning
     * @param y in the plot's unit
     */
    public record Point(double x, double y) {}

    public Curve {
        points = List.copyOf(points);
    }
}
