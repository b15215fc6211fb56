/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

/** What a figure is counted in. */
public enum Unit {
    SECONDS("s"),
    MILLISECONDS("ms"),
    MICROSECONDS("µs"),
    PER_SECOND("/s"),
    PERCENT_OF_A_CORE("% of a core"),
    MEBIBYTES("MiB"),
    ROWS("rows"),
    TIMES("×");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }
}
