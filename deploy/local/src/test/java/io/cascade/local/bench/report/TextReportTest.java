/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextReportTest {

    @Test
    void theColumnsOfATableAreAligned() {
        // Given
        BenchReport report = Reports.of(
                Reports.outcome(Reports.rates("cascade", 9.5, 10.5, 11.25), Reports.rates("a REST call", 1_234.0)));

        // When
        String text = TextReport.of(report);

        // Then
        assertThat(text)
                .contains(
                        """
                          contender    figure         median    min … max  rounds
                          cascade      rows deleted   10.5/s  9.50 … 11.3       3
                          a REST call  rows deleted  1,230/s            –       1
                        """);
    }

    @Test
    void aTargetIsMetOrMissedAndTheLastLineCountsThem() {
        // Given
        BenchReport report = Reports.of(
                Reports.outcome(Target.atLeast("rows deleted", 20_000, Unit.PER_SECOND, 42_410)),
                Reports.outcome(Target.atMost("99th percentile", 1.5, Unit.SECONDS, 1.62)));

        // When
        String text = TextReport.of(report);

        // Then
        assertThat(text.lines())
                .contains(
                        "  met     rows deleted  ≥ 20,000/s  42,400/s", "  MISSED  99th percentile  ≤ 1.5 s    1.62 s")
                .endsWith("", "1 of 2 targets are met");
    }

    @Test
    void whatIsBarelyMissedDoesNotReadLikeItsBound() {
        // Given
        BenchReport report = Reports.of(Reports.outcome(
                Target.atLeast("rate", 100, Unit.PER_SECOND, 99.96), Target.atMost("rest", 0, Unit.ROWS, 100_001)));

        // When
        String text = TextReport.of(report);

        // Then
        assertThat(text).containsPattern("MISSED +rate +≥ 100/s +99\\.96/s").contains("100,001 rows");
    }

    @Test
    void aCurveOfPercentilesIsToldByAFewOfThemThatItsPointsEnclose() {
        // Given
        Curve dense = new Curve(
                "cascade",
                List.of(
                        new Curve.Point(0, 1),
                        new Curve.Point(50, 2),
                        new Curve.Point(80, 4),
                        new Curve.Point(100, 8)));
        Curve shortOne = new Curve("polling", List.of(new Curve.Point(50, 7), new Curve.Point(90, 9)));
        Curve empty = new Curve("nobody", List.of());
        BenchReport report = Reports.of(Reports.outcome(
                new Plot("latency", Plot.Axis.PERCENTILE, Unit.MILLISECONDS, List.of(dense, shortOne, empty)),
                new Plot("lag", Plot.Axis.TIME, Unit.ROWS, List.of(dense))));

        // When
        String text = TextReport.of(report);

        // Then
        assertThat(text)
                .contains(
                        """
                          latency      p50      p90      p99      max
                          cascade  2.00 ms  6.00 ms  7.80 ms  8.00 ms
                          polling  7.00 ms  9.00 ms        –        –
                        """)
                .doesNotContain("nobody", "lag");
    }

    @Test
    void noLineIsWiderThanATerminalAndNothingIsCutOff() {
        // Given
        String words = "many words that say what has been measured, ".repeat(5).strip();
        BenchReport report = new BenchReport(
                Instant.EPOCH,
                Map.of("settings", words),
                List.of(new Outcome(
                        "delete",
                        words,
                        List.of(new Series(words, words, Unit.PERCENT_OF_A_CORE, List.of(1234567.0, 2345678.0))),
                        List.of(),
                        List.of(Target.atMost(words, 1, Unit.SECONDS, 2)))));

        // When
        String text = TextReport.of(report);

        // Then
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(text.split("measured,", -1)).hasSize(1 + 5 * 5);
        assertThat(TextReport.of(Reports.whole()).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @Test
    void aReportOfNothingHasItsTimeAndNoTargets() {
        assertThat(TextReport.of(Reports.of()))
                .isEqualTo("Benchmark of 2026-01-31T12:00:00Z\n\nThere are no targets\n");
    }

    @Test
    void numbersAreTheSameInEveryCountry() {
        // Given
        String expected = TextReport.of(Reports.whole());
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);

        // When
        try {
            assertThat(TextReport.of(Reports.whole())).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }
}
