/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report for programs, with all that was measured, not rounded:
 *
 * <pre>{@code
 * {
 *   "format": 1,                                  // counts up when a key changes or goes, not when one is added
 *   "at": "2026-01-31T12:00:00Z",
 *   "environment": {"commit": "…", …},            // in the order of the report
 *   "targets": {"met": 3, "all": 4},
 *   "outcomes": [{
 *     "scenario": "…",
 *     "setup": "…",
 *     "series": [{"contender": "…", "metric": "…", "unit": "/s", "median": 1.0, "min": 1.0, "max": 1.0,
 *                 "values": [1.0]}],              // one a round, in their order
 *     "plots": [{"title": "…", "axis": "percentile" or "time", "unit": "ms",
 *                "curves": [{"name": "…", "points": [[50.0, 1.0]]}]}],
 *     "targets": [{"what": "…", "direction": "atLeast" or "atMost", "bound": 1.0, "unit": "×",
 *                  "measured": 1.0, "met": true}]
 *   }]
 * }
 * }</pre>
 *
 * A number that JSON does not know, as an infinite one, is {@code null}.
 */
public final class JsonReport {

    private static final int FORMAT = 1;

    private JsonReport() {}

    /** With a line feed behind the last line. */
    public static String of(BenchReport report) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("format", FORMAT).put("at", report.at().toString());
        report.environment().forEach(root.putObject("environment")::put);
        List<Target> targets = Wording.targets(report);
        root.putObject("targets").put("met", Wording.met(targets)).put("all", targets.size());
        ArrayNode outcomes = root.putArray("outcomes");
        report.outcomes().forEach(outcome -> write(outcome, outcomes.addObject()));
        return root.toPrettyString() + "\n";
    }

    private static void write(Outcome outcome, ObjectNode to) {
        to.put("scenario", outcome.scenario()).put("setup", outcome.setup());
        ArrayNode series = to.putArray("series");
        outcome.series().forEach(each -> write(each, series.addObject()));
        ArrayNode plots = to.putArray("plots");
        outcome.plots().forEach(each -> write(each, plots.addObject()));
        ArrayNode targets = to.putArray("targets");
        outcome.targets().forEach(each -> write(each, targets.addObject()));
    }

    private static void write(Series series, ObjectNode to) {
        to.put("contender", series.contender())
                .put("metric", series.metric())
                .put("unit", series.unit().symbol())
                .put("median", known(series.median()))
                .put("min", known(series.min()))
                .put("max", known(series.max()));
        ArrayNode values = to.putArray("values");
        series.values().forEach(value -> values.add(known(value)));
    }

    private static void write(Plot plot, ObjectNode to) {
        to.put("title", plot.title())
                .put("axis", plot.axis() == Plot.Axis.TIME ? "time" : "percentile")
                .put("unit", plot.unit().symbol());
        ArrayNode curves = to.putArray("curves");
        for (Curve curve : plot.curves()) {
            ArrayNode points = curves.addObject().put("name", curve.name()).putArray("points");
            curve.points()
                    .forEach(point -> points.addArray().add(known(point.x())).add(known(point.y())));
        }
    }

    private static void write(Target target, ObjectNode to) {
        to.put("what", target.what())
                .put("direction", target.direction() == Target.Direction.AT_LEAST ? "atLeast" : "atMost")
                .put("bound", known(target.bound()))
                .put("unit", target.unit().symbol())
                .put("measured", known(target.measured()))
                .put("met", target.met());
    }

    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
