/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Reports to show. */
final class Reports {

    private static final double[] PERCENTILES = {0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 100};

    private Reports() {}

    static BenchReport of(Outcome... outcomes) {
        return new BenchReport(Instant.parse("2026-01-31T12:00:00.123Z"), Map.of(), List.of(outcomes));
    }

    static Outcome outcome(Series... series) {
        return new Outcome("delete", "One parent is deleted.", List.of(series), List.of(), List.of());
    }

    static Outcome outcome(Plot... plots) {
        return new Outcome("delete", "One parent is deleted.", List.of(), List.of(plots), List.of());
    }

    static Outcome outcome(Target... targets) {
        return new Outcome("delete", "One parent is deleted.", List.of(), List.of(), List.of(targets));
    }

    static Series rates(String contender, Double... values) {
        return new Series(contender, "rows deleted", Unit.PER_SECOND, List.of(values));
    }

    /** As a run may have it, with all that a report can have. */
    static BenchReport whole() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("machine", "2 cores, 7.8 GiB, Linux 6.1, amd64");
        environment.put("commit", "0123456789abcdef0123456789abcdef01234567, nothing uncommitted");
        environment.put("versions", "Java 17.0.15, PostgreSQL 16.9, Kafka 4.1.0, Debezium 3.3.1");
        environment.put(
                "settings",
                "shared_buffers=128MB, fsync=on, synchronous_commit=on, 3 partitions a topic, poll.interval.ms=50,"
                        + " max.batch.size=2048, a heap of 512 MiB for each service and for the broker");
        Outcome throughput = new Outcome(
                "throughput",
                "100,000 parents with 10 children each are deleted, 500 parents a transaction, 5 rounds after one that"
                        + " does not count; a round ends when no child is left.",
                List.of(
                        rates("cascade", 41_230.0, 43_980.0, 42_410.0, 40_120.0, 42_950.0),
                        rates("a foreign key in one database", 95_400.0, 97_100.0, 93_020.0, 96_300.0, 94_800.0),
                        rates("a REST call per parent", 1_120.0, 1_090.0, 1_205.0, 1_140.0, 1_131.0),
                        new Series("cascade", "CPU", Unit.PERCENT_OF_A_CORE, List.of(71.2, 69.8, 74.1, 70.3, 72.0)),
                        new Series(
                                "a foreign key in one database",
                                "CPU",
                                Unit.PERCENT_OF_A_CORE,
                                List.of(45.1, 44.0, 46.9, 45.5, 44.7)),
                        new Series(
                                "a REST call per parent",
                                "CPU",
                                Unit.PERCENT_OF_A_CORE,
                                List.of(120.4, 131.9, 118.2, 125.0, 122.7))),
                List.of(new Plot(
                        "children that are left",
                        Plot.Axis.TIME,
                        Unit.ROWS,
                        List.of(
                                new Curve(
                                        "cascade",
                                        IntStream.rangeClosed(0, 24)
                                                .mapToObj(i -> new Curve.Point(
                                                        i, Math.max(0, 1_000_000 - 42_000.0 * i - 9_000 * Math.sin(i))))
                                                .toList()),
                                new Curve(
                                        "a foreign key in one database",
                                        IntStream.rangeClosed(0, 11)
                                                .mapToObj(
                                                        i -> new Curve.Point(i, Math.max(0, 1_000_000 - 95_000.0 * i)))
                                                .toList())))),
                List.of(
                        Target.atLeast("rows deleted by cascade", 20_000, Unit.PER_SECOND, 42_410),
                        Target.atLeast("rows deleted by cascade, of a foreign key's", 0.5, Unit.TIMES, 0.44528)));
        Outcome latency = new Outcome(
                "latency",
                "A parent is deleted every 10 ms for a minute; measured is the time from its commit to that of its"
                        + " children.",
                List.of(new Series("cascade", "memory of the engine", Unit.MEBIBYTES, List.of(84.3))),
                List.of(new Plot(
                        "time until the children are deleted",
                        Plot.Axis.PERCENTILE,
                        Unit.MILLISECONDS,
                        List.of(
                                percentiles("cascade", 62),
                                percentiles("a REST call per parent", 7.4),
                                percentiles("polling every second", 540)))),
                List.of(
                        Target.atMost(
                                "99th percentile of the time until the children are deleted",
                                500,
                                Unit.MILLISECONDS,
                                148.3),
                        Target.atMost("rows left over", 0, Unit.ROWS, 0)));
        return new BenchReport(Instant.parse("2026-01-31T12:00:00.123Z"), environment, List.of(throughput, latency));
    }

    private static Curve percentiles(String name, double median) {
        return new Curve(
                name,
                DoubleStream.of(PERCENTILES)
                        .mapToObj(p -> new Curve.Point(
                                p, median * (0.7 + 0.6 * p / 100 + 1.1 * Math.log10(1 / (1.0001 - p / 100)) / 2)))
                        .toList());
    }
}
