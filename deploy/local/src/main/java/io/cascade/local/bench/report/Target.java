/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

/**
 * What a figure shall be.
 *
 * @param what the figure, in words
 * @param bound the worst value that will do
 */
public record Target(String what, Direction direction, double bound, Unit unit, double measured) {

    /** On which side of the bound it is good to be. */
    public enum Direction {
        AT_LEAST,
        AT_MOST
    }

    public static Target atLeast(String what, double bound, Unit unit, double measured) {
        return new Target(what, Direction.AT_LEAST, bound, unit, measured);
    }

    public static Target atMost(String what, double bound, Unit unit, double measured) {
        return new Target(what, Direction.AT_MOST, bound, unit, measured);
    }

    public boolean met() {
        return direction == Direction.AT_LEAST ? measured >= bound : measured <= bound;
    }
}
