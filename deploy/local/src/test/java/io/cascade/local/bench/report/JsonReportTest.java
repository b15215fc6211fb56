/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void allThatWasMeasuredIsThereAndNotRounded() throws JsonProcessingException {
        // Given
        Outcome outcome = new Outcome(
                "delete",
                "One \"parent\" is deleted.",
                List.of(Reports.rates("cascade", 3.25, 1.0, 2.123456789)),
                List.of(new Plot(
                        "latency",
                        Plot.Axis.PERCENTILE,
                        Unit.MILLISECONDS,
                        List.of(new Curve("cascade", List.of(new Curve.Point(99.9, 41.5)))))),
                List.of(
                        Target.atLeast("rate", 2, Unit.PER_SECOND, 2.123456789),
                        Target.atMost("of a foreign key", 1.5, Unit.TIMES, 2)));

        // When
        JsonNode root = JSON.readTree(JsonReport.of(Reports.of(outcome)));

        // Then
        assertThat(root)
                .isEqualTo(
                        JSON.readTree(
                                """
                {"format": 1,
                 "at": "2026-01-31T12:00:00.123Z",
                 "environment": {},
                 "targets": {"met": 1, "all": 2},
                 "outcomes": [{
                   "scenario": "delete",
                   "setup": "One \\"parent\\" is deleted.",
                   "series": [{"contender": "cascade", "metric": "rows deleted", "unit": "/s",
                               "median": 2.123456789, "min": 1.0, "max": 3.25, "values": [3.25, 1.0, 2.123456789]}],
                   "plots": [{"title": "latency", "axis": "percentile", "unit": "ms",
                              "curves": [{"name": "cascade", "points": [[99.9, 41.5]]}]}],
                   "targets": [
                     {"what": "rate", "direction": "atLeast", "bound": 2.0, "unit": "/s", "measured": 2.123456789,
                      "met": true},
                     {"what": "of a foreign key", "direction": "atMost", "bound": 1.5, "unit": "×", "measured": 2.0,
                      "met": false}]}]}
                """));
    }

    @Test
    void theEnvironmentKeepsItsOrder() throws JsonProcessingException {
        // When
        JsonNode environment = JSON.readTree(JsonReport.of(Reports.whole())).path("environment");

        // Then
        assertThat(environment.fieldNames()).toIterable().containsExactly("machine", "commit", "versions", "settings");
    }

    @Test
    void aNumberThatJsonDoesNotKnowIsNull() throws JsonProcessingException {
        // Given
        Target target = Target.atMost("a ratio to nothing", 2, Unit.TIMES, Double.POSITIVE_INFINITY);

        // When
        JsonNode root = JSON.readTree(JsonReport.of(Reports.of(Reports.outcome(target))));

        // Then
        assertThat(root.at("/outcomes/0/targets/0/measured").isNull()).isTrue();
        assertThat(root.at("/outcomes/0/targets/0/met").asBoolean()).isFalse();
    }
}
