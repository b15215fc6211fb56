/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.List;

/**
 * Curves that share their axes.
 *
 * @param unit of the vertical axis
 */
public record Plot(String title, Axis axis, Unit unit, List<Curve> curves) {

    /** What the horizontal axis shows. */
    public enum Axis {
        /** From 0 to 100, with more room for the last ones. */
        PERCENTILE,
        /** Seconds since the beginning. */
        TIME
    }

    public Plot {
        curves = List.copyOf(curves);
    }
}
