/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A report as one page that needs nothing else: it can be kept as a build's artifact and be opened from anywhere. Its
 * policy keeps it so, and there is nothing in it that runs.
 */
public final class HtmlReport {

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private final BenchReport report;
    private final Palette palette;

    private HtmlReport(BenchReport report) {
        this.report = report;
        this.palette = Palette.of(report);
    }

    /** HTML that is well-formed XML, too. */
    public static String of(BenchReport report) {
        return "<!DOCTYPE html>\n" + new HtmlReport(report).page() + "\n";
    }

    private Element page() {
        return Element.of("html")
                .with("xmlns", "http://www.w3.org/1999/xhtml")
                .with("lang", "en")
                .add(head(), Element.of("body").add(header(), main()));
    }

    private Element head() {
        return Element.of("head")
                .add(
                        Element.of("meta").with("charset", "utf-8"),
                        Element.of("meta")
                                .with("http-equiv", "Content-Security-Policy")
                                .with("content", POLICY),
                        Element.of("meta")
                                .with("name", "viewport")
                                .with("content", "width=device-width, initial-scale=1"),
                        Element.of("title", Wording.heading(report)),
                        Element.of("style", Style.SHEET));
    }

    private Element header() {
        List<Target> targets = Wording.targets(report);
        String verdict = targets.isEmpty() ? "" : Wording.met(targets) == targets.size() ? " met" : " missed";
        Element header = Element.of("header")
                .add(
                        Element.of("h1", Wording.heading(report)),
                        Element.of("p", Wording.summary(report)).with("class", "verdict" + verdict));
        if (!report.environment().isEmpty()) {
            Element environment = Element.of("dl");
            report.environment()
                    .forEach((name, value) -> environment.add(Element.of("dt", name), Element.of("dd", value)));
            header.add(environment);
        }
        return report.outcomes().size() > 1 ? header.add(contents()) : header;
    }

    private Element contents() {
        Element list = Element.of("ul");
        for (int i = 0; i < report.outcomes().size(); i++) {
            list.add(Element.of("li")
                    .add(Element.of("a", report.outcomes().get(i).scenario()).with("href", "#" + id(i))));
        }
        return Element.of("nav").with("aria-label", "Scenarios").add(list);
    }

    private Element main() {
        Element main = Element.of("main");
        for (int i = 0; i < report.outcomes().size(); i++) {
            main.add(section(report.outcomes().get(i), id(i)));
        }
        return main;
    }

    /** A scenario's name need not be an identifier. */
    private static String id(int outcome) {
        return "scenario-" + (outcome + 1);
    }

    private Element section(Outcome outcome, String id) {
        Element section = Element.of("section")
                .with("id", id)
                .add(
                        Element.of("h2", outcome.scenario()),
                        Element.of("p", outcome.setup()).with("class", "setup"));
        if (!outcome.targets().isEmpty()) {
            section.add(HtmlGrid.of(Grid.targets(outcome.targets())));
        }
        byMetric(outcome.series()).forEach(series -> section.add(Bars.of(series, palette)));
        outcome.plots().stream()
                .filter(plot -> !Lines.isEmpty(plot))
                .forEach(plot -> section.add(Lines.of(plot, palette)));
        List<Element> numbers = numbers(outcome);
        return numbers.isEmpty()
                ? section
                : section.add(Element.of("details")
                        .add(Element.of("summary", "The numbers"))
                        .addAll(numbers));
    }

    private static Collection<List<Series>> byMetric(List<Series> series) {
        record Metric(String name, Unit unit) {}
        Map<Metric, List<Series>> metrics = series.stream()
                .collect(Collectors.groupingBy(
                        each -> new Metric(each.metric(), each.unit()), LinkedHashMap::new, Collectors.toList()));
        return metrics.values();
    }

    private static List<Element> numbers(Outcome outcome) {
        List<Grid> grids = new ArrayList<>(List.of(Grid.figures(outcome.series())));
        outcome.plots().stream()
                .filter(plot -> plot.axis() == Plot.Axis.PERCENTILE)
                .map(Grid::percentiles)
                .forEach(grids::add);
        return grids.stream().filter(grid -> !grid.isEmpty()).map(HtmlGrid::of).toList();
    }
}
