/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

/** Seconds since it was started. */
record Stopwatch(long start) {

    static Stopwatch started() {
        return new Stopwatch(System.nanoTime());
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
