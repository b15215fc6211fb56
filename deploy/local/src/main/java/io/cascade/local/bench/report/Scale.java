/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Where values are on an axis. */
sealed interface Scale permits Scale.Linear, Scale.Logarithmic, Scale.Percentile {

    /** Beyond that the small ones would be no more than a line. */
    double MOST_FOR_LINEAR = 50;

    /** A value that is written at the axis. */
    record Tick(double value, String label) {}

    /** From 0 at the beginning of the axis to 1 at its end; what is beyond an end is at the end. */
    double share(double value);

    List<Tick> ticks();

    /**
     * Of amounts, where nothing is 0.
     *
     * @param compared the values that shall all be seen
     * @param all values; they have a place on the scale
     */
    static Scale ofAmounts(double[] compared, double[] all) {
        double smallest = DoubleStream.of(compared).min().orElse(0);
        double largest = DoubleStream.of(compared).max().orElse(0);
        if (smallest > 0 && largest > MOST_FOR_LINEAR * smallest) {
            return Logarithmic.of(
                    DoubleStream.of(all).filter(value -> value > 0).min().orElse(smallest),
                    DoubleStream.of(all).max().orElse(largest));
        }
        return Linear.upTo(DoubleStream.of(all).max().orElse(0));
    }

    /**
     * @param end a tick or what is behind the last one
     * @param step between ticks
     */
    record Linear(double end, double step) implements Scale {

        private static final int MOST_STEPS = 6;

        /** To the next round number. */
        static Linear upTo(double largest) {
            Linear exact = endingAt(largest);
            return new Linear(exact.step * Math.ceil(exact.end / exact.step - 1e-9), exact.step);
        }

        static Linear endingAt(double largest) {
            double end = largest > 0 ? largest : 1;
            double power = Math.pow(10, Math.floor(Math.log10(end / MOST_STEPS)));
            double step = DoubleStream.of(1, 2, 5, 10)
                    .map(factor -> factor * power)
                    .filter(each -> end / each <= MOST_STEPS)
                    .findFirst()
                    .orElse(end);
            return new Linear(end, step);
        }

        @Override
        public double share(double value) {
            return within(value / end);
        }

        @Override
        public List<Tick> ticks() {
            return IntStream.rangeClosed(0, (int) Math.floor(end / step + 1e-9))
                    .mapToObj(i -> new Tick(i * step, Figures.chosen(i * step)))
                    .toList();
        }
    }

    /** From one power of ten to another. */
    record Logarithmic(int from, int to) implements Scale {

        private static final int FEW = 2;

        /** Begins so far before the smallest that this still has a length. */
        static Logarithmic of(double smallest, double largest) {
            int from = (int) Math.floor(Math.log10(smallest) - 0.1);
            return new Logarithmic(from, Math.max(from + 1, (int) Math.ceil(Math.log10(largest))));
        }

        @Override
        public double share(double value) {
            return value > 0 ? within((Math.log10(value) - from) / (to - from)) : 0;
        }

        @Override
        public List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>();
            for (int power = from; power <= to; power++) {
                for (int factor : to - from <= FEW ? new int[] {1, 2, 5} : new int[] {1}) {
                    double value = factor * Math.pow(10, power);
                    if (factor == 1 || power < to) {
                        ticks.add(new Tick(value, Figures.chosen(value)));
                    }
                }
            }
            return ticks;
        }
    }

    /** Every further nine is as wide as the one before. The whole would be endlessly far away and is put at the end. */
    record Percentile(double last) implements Scale {

        private static final double[] TICKS = {0, 50, 90, 99, 99.9, 99.99, 99.999};
        private static final double LEAST_LAST = 99.9;
        private static final double ROOM_FOR_THE_WHOLE = 0.3;

        /** Long enough for the highest percentile below the whole. */
        static Percentile of(DoubleStream percentiles) {
            double last = percentiles.filter(each -> each < 100).max().orElse(0);
            return new Percentile(Math.max(LEAST_LAST, Math.min(last, TICKS[TICKS.length - 1])));
        }

        @Override
        public double share(double value) {
            return value >= 100 ? 1 : within(nines(value) / (nines(last) + ROOM_FOR_THE_WHOLE));
        }

        @Override
        public List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>();
            DoubleStream.of(TICKS)
                    .filter(each -> each <= last)
                    .forEach(each -> ticks.add(new Tick(each, Figures.chosen(each))));
            ticks.add(new Tick(100, "max"));
            return ticks;
        }

        private static double nines(double percentile) {
            return Math.log10(1 / (1 - percentile / 100));
        }
    }

    private static double within(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
