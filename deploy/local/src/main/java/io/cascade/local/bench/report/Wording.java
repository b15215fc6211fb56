/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.time.temporal.ChronoUnit;
import java.util.List;

/** What all formats for people say in the same words. */
final class Wording {

    /** Where there is no figure. */
    static final String NONE = "–";

    private Wording() {}

    static String heading(BenchReport report) {
        return "Benchmark of " + report.at().truncatedTo(ChronoUnit.SECONDS);
    }

    static String summary(BenchReport report) {
        List<Target> targets = targets(report);
        return targets.isEmpty() ? "There are no targets" : met(targets) + " of " + targets.size() + " targets are met";
    }

    static List<Target> targets(BenchReport report) {
        return report.outcomes().stream()
                .flatMap(outcome -> outcome.targets().stream())
                .toList();
    }

    static long met(List<Target> targets) {
        return targets.stream().filter(Target::met).count();
    }

    static String mark(Target target) {
        return target.met() ? "met" : "MISSED";
    }

    static String wanted(Target target) {
        String bound = Figures.chosenWithUnit(target.bound(), target.unit());
        return (target.direction() == Target.Direction.AT_LEAST ? "≥ " : "≤ ") + bound;
    }

    static String measured(Target target) {
        return Figures.apartFrom(target.bound(), target.measured(), target.unit());
    }

    /** A single round, or several that are all the same, spread over nothing. */
    static String spread(Series series) {
        return series.min() == series.max()
                ? NONE
                : Figures.of(series.min(), series.unit()) + " … " + Figures.of(series.max(), series.unit());
    }

    static String rounds(int rounds) {
        return rounds + (rounds == 1 ? " round" : " rounds");
    }

    /** A unit that stands alone, as beside an axis. */
    static String name(Unit unit) {
        return switch (unit) {
            case SECONDS -> "seconds";
            case MILLISECONDS -> "milliseconds";
            case MICROSECONDS -> "microseconds";
            case PER_SECOND -> "per second";
            case TIMES -> "times";
            case PERCENT_OF_A_CORE, MEBIBYTES, ROWS -> unit.symbol();
        };
    }
}
