/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class HtmlReportTest {

    @Test
    void thePageIsWellFormedAndNeedsNothingFromElsewhere() throws Exception {
        // When
        Document page = page(Reports.whole());

        // Then
        assertThat(elements(page, "script")).isEmpty();
        assertThat(elements(page, "link")).isEmpty();
        assertThat(elements(page, "meta").stream().map(each -> each.getAttribute("content")))
                .anySatisfy(content -> assertThat(content).contains("default-src 'none'"));
        assertThat(elements(page, "h2").stream().map(Node::getTextContent)).containsExactly("throughput", "latency");
        assertThat(elements(page, "svg")).hasSize(5).allSatisfy(svg -> {
            assertThat(svg.getAttribute("aria-label")).isNotBlank();
            assertThat(elements(svg, "title").get(0).getTextContent()).isNotBlank();
            assertThat(elements(svg, "desc").get(0).getTextContent()).isNotBlank();
        });
    }

    @Test
    void textIsTextWhateverItHas() throws Exception {
        // Given
        String name = "<b onclick=\"x\">'a' & b</b> ]]> \uD83D\uDE00";
        Outcome outcome = new Outcome(
                name,
                name + "\u0000\u001b",
                List.of(Reports.rates(name, 1.0, 2.0)),
                List.of(new Plot(
                        name, Plot.Axis.TIME, Unit.ROWS, List.of(new Curve(name, List.of(new Curve.Point(1, 1)))))),
                List.of(Target.atMost(name, 1, Unit.ROWS, 1)));

        // When
        Document page = page(Reports.of(outcome));

        // Then
        assertThat(elements(page, "h2").get(0).getTextContent()).isEqualTo(name);
        assertThat(withClass(page, "setup").get(0).getTextContent()).isEqualTo(name + "\uFFFD\uFFFD");
        assertThat(withClass(page, "name").stream().map(Node::getTextContent)).contains(name);
        assertThat(elements(page, "svg").get(0).getAttribute("aria-label")).contains(name);
    }

    @Test
    void barsAreAsLongAsTheMediansAndTheWhiskerReachesTheBestRound() throws Exception {
        // Given
        Outcome outcome =
                Reports.outcome(Reports.rates("cascade", 30.0, 10.0, 20.0), Reports.rates("polling", 5.0, 4.0, 6.0));

        // When
        Document page = page(Reports.of(outcome));

        // Then
        List<Element> bars = withClass(page, "bar");
        assertThat(bars).hasSize(2);
        double own = number(bars.get(0), "width");
        assertThat(own / number(bars.get(1), "width")).isCloseTo(4, within(0.01));
        assertThat((number(withClass(page, "whisker").get(0), "x2") - number(bars.get(0), "x")) / own)
                .isCloseTo(1.5, within(0.01));
        assertThat(page.getDocumentElement().getTextContent()).doesNotContain("logarithmic");
    }

    @Test
    void figuresThatAreFarApartHaveALogarithmicScaleAndThePageSaysSo() throws Exception {
        // Given
        Outcome outcome = Reports.outcome(
                Reports.rates("cascade", 10_000.0), Reports.rates("polling", 100.0), Reports.rates("by hand", 1.0));

        // When
        Document page = page(Reports.of(outcome));

        // Then
        assertThat(elements(page, "figcaption").get(0).getTextContent()).contains("logarithmic");
        List<Double> widths =
                withClass(page, "bar").stream().map(bar -> number(bar, "width")).toList();
        assertThat(widths.get(0) - widths.get(1)).isCloseTo(widths.get(1) - widths.get(2), within(0.1));
        assertThat(widths.get(2)).isPositive();
    }

    @Test
    void eachMetricHasItsOwnBars() throws Exception {
        // Given
        Series cpu = new Series("cascade", "CPU", Unit.PERCENT_OF_A_CORE, List.of(40.0));

        // When
        Document page = page(Reports.of(Reports.outcome(Reports.rates("cascade", 1.0), cpu)));

        // Then
        assertThat(elements(page, "svg")).hasSize(2).allSatisfy(svg -> assertThat(withClass(svg, "bar"))
                .hasSize(1));
    }

    @Test
    void theProjectsOwnHasOneColourOnAllPages() throws Exception {
        // Given
        Series first = Reports.rates("cascade", 1.0);
        Series other = Reports.rates("polling", 1.0);

        // When
        List<String> alone = colours(page(Reports.of(Reports.outcome(other, first))));
        List<String> inFront = colours(page(Reports.of(Reports.outcome(first))));

        // Then
        assertThat(alone).doesNotHaveDuplicates().endsWith(inFront.get(0));
    }

    @Test
    void contendersOfOnePlotDifferInColourOrDashes() throws Exception {
        // Given
        List<Curve> curves = IntStream.range(0, 20)
                .mapToObj(i -> new Curve(
                        i == 7 ? "cascade" : "contender " + i, List.of(new Curve.Point(0, i), new Curve.Point(1, i))))
                .toList();

        // When
        Document page = page(Reports.of(Reports.outcome(new Plot("lag", Plot.Axis.TIME, Unit.ROWS, curves))));

        // Then
        assertThat(elements(page, "polyline").stream()
                        .map(line -> ((Element) line.getParentNode()).getAttribute("class")
                                + line.getAttribute("stroke-dasharray")))
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSingleRoundHasNoWhisker() throws Exception {
        // When
        Document page = page(Reports.of(Reports.outcome(Reports.rates("cascade", 30.0))));

        // Then
        assertThat(withClass(page, "bar")).hasSize(1);
        assertThat(withClass(page, "whisker")).isEmpty();
        assertThat(elements(page, "figcaption").get(0).getTextContent()).contains("One round");
    }

    @Test
    void nothingIsABarOfNoLength() throws Exception {
        // When
        Document page =
                page(Reports.of(Reports.outcome(Reports.rates("cascade", 0.0), Reports.rates("polling", Double.NaN))));

        // Then
        assertThat(withClass(page, "bar")).hasSize(2).allSatisfy(bar -> assertThat(number(bar, "width"))
                .isZero());
    }

    @Test
    void everyNineOfAPercentileIsAsWideAsTheOneBefore() throws Exception {
        // Given
        Curve curve = new Curve(
                "cascade",
                List.of(
                        new Curve.Point(0, 1),
                        new Curve.Point(90, 2),
                        new Curve.Point(99, 3),
                        new Curve.Point(99.9, 4),
                        new Curve.Point(100, 5)));
        Plot plot = new Plot("latency", Plot.Axis.PERCENTILE, Unit.MILLISECONDS, List.of(curve));

        // When
        Document page = page(Reports.of(Reports.outcome(plot)));

        // Then
        List<double[]> points = points(elements(page, "polyline").get(0));
        double nine = points.get(1)[0] - points.get(0)[0];
        assertThat(points.get(2)[0] - points.get(1)[0]).isCloseTo(nine, within(0.1));
        assertThat(points.get(3)[0] - points.get(2)[0]).isCloseTo(nine, within(0.1));
        assertThat(points.get(4)[0]).isGreaterThan(points.get(3)[0]).isLessThan(800);
        assertThat(points.get(0)[1] - points.get(1)[1]).isPositive();
        assertThat(withClass(page, "tick").stream().map(Node::getTextContent))
                .contains("50", "90", "99", "99.9", "max", "percentile", "milliseconds");
    }

    @Test
    void timeBeginsAtTheLeftAndItsLastPointIsAtTheRight() throws Exception {
        // Given
        Curve curve =
                new Curve("lag", List.of(new Curve.Point(0, 0), new Curve.Point(3.7, 10), new Curve.Point(7.4, 0)));

        // When
        Document page = page(Reports.of(Reports.outcome(new Plot("lag", Plot.Axis.TIME, Unit.ROWS, List.of(curve)))));

        // Then
        List<double[]> points = points(elements(page, "polyline").get(0));
        Element axis = withClass(page, "axis").get(1);
        assertThat(points.get(0)[0]).isEqualTo(number(axis, "x1"));
        assertThat(points.get(2)[0]).isEqualTo(number(axis, "x2"));
        assertThat(points.get(2)[1]).isEqualTo(number(axis, "y1"));
        assertThat(withClass(page, "tick").stream().map(Node::getTextContent)).contains("0", "2", "4", "6");
    }

    @Test
    void aSinglePointIsADot() throws Exception {
        // Given
        Curve curve = new Curve("lag", List.of(new Curve.Point(0, 0)));

        // When
        Document page = page(Reports.of(Reports.outcome(new Plot("lag", Plot.Axis.TIME, Unit.ROWS, List.of(curve)))));

        // Then
        assertThat(elements(page, "circle")).hasSize(1);
        assertThat(elements(page, "polyline")).isEmpty();
    }

    @Test
    void whatHasNothingToShowHasNoDrawing() throws Exception {
        // Given
        Plot noCurve = new Plot("lag", Plot.Axis.TIME, Unit.ROWS, List.of());
        Plot noPoint =
                new Plot("latency", Plot.Axis.PERCENTILE, Unit.SECONDS, List.of(new Curve("cascade", List.of())));

        // When
        Document page = page(Reports.of(Reports.outcome(noCurve, noPoint)));

        // Then
        assertThat(elements(page, "svg")).isEmpty();
        assertThat(elements(page, "details")).isEmpty();
        assertThat(elements(page(Reports.of()), "section")).isEmpty();
    }

    @Test
    void aTargetSaysInWordsWhetherItIsMet() throws Exception {
        // When
        Document page = page(Reports.of(Reports.outcome(
                Target.atLeast("rows deleted", 20_000, Unit.PER_SECOND, 42_410),
                Target.atMost("99th percentile", 1.5, Unit.SECONDS, 1.62))));

        // Then
        assertThat(elements(page, "td").stream().map(Node::getTextContent))
                .containsExactly(
                        "met",
                        "rows deleted",
                        "≥ 20,000/s",
                        "42,400/s",
                        "MISSED",
                        "99th percentile",
                        "≤ 1.5 s",
                        "1.62 s");
        assertThat(withClass(page, "verdict").get(0).getTextContent()).isEqualTo("1 of 2 targets are met");
    }

    private static Document page(BenchReport report) throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(HtmlReport.of(report))));
    }

    private static List<String> colours(Document page) {
        return elements(page, "g").stream()
                .map(each -> each.getAttribute("class"))
                .toList();
    }

    private static List<Element> withClass(Node in, String name) {
        return elements(in, "*").stream()
                .filter(each -> List.of(each.getAttribute("class").split(" ")).contains(name))
                .toList();
    }

    private static List<Element> elements(Node in, String name) {
        var found = in instanceof Document document
                ? document.getElementsByTagNameNS("*", name)
                : ((Element) in).getElementsByTagNameNS("*", name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static List<double[]> points(Element polyline) {
        return List.of(polyline.getAttribute("points").split(" ")).stream()
                .map(point -> point.split(","))
                .map(xy -> new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])})
                .toList();
    }
}
