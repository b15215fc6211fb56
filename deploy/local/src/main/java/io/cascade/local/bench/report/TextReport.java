/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report in a terminal. */
public final class TextReport {

    private static final int WIDTH = 118;

    private final List<String> lines = new ArrayList<>();

    private TextReport() {}

    /** With a line feed behind the last line. */
    public static String of(BenchReport report) {
        TextReport text = new TextReport();
        text.add(report);
        return String.join("\n", text.lines) + "\n";
    }

    private void add(BenchReport report) {
        lines.add(Wording.heading(report));
        addEnvironment(report.environment());
        report.outcomes().forEach(this::add);
        lines.add("");
        lines.add(Wording.summary(report));
    }

    private void addEnvironment(Map<String, String> environment) {
        int indent =
                environment.keySet().stream().mapToInt(String::length).max().orElse(0) + 4;
        environment.forEach((name, value) -> {
            String before = "  " + name;
            for (String line : Wrapped.of(value, Math.max(20, WIDTH - indent))) {
                lines.add((before + " ".repeat(indent - before.length()) + line).stripTrailing());
                before = "";
            }
        });
    }

    private void add(Outcome outcome) {
        lines.add("");
        lines.add(outcome.scenario());
        lines.addAll(Wrapped.of(outcome.setup(), WIDTH));
        add(Grid.figures(outcome.series()));
        outcome.plots().stream()
                .filter(plot -> plot.axis() == Plot.Axis.PERCENTILE)
                .map(Grid::percentiles)
                .forEach(this::add);
        add(Grid.targets(outcome.targets()));
    }

    private void add(Grid grid) {
        if (!grid.isEmpty()) {
            lines.add("");
            lines.addAll(TextGrid.lines(grid, WIDTH));
        }
    }
}
