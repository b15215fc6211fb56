/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every alert says what a person needs, and has its runbook. */
class AlertsTest {

    private static final Pattern HEADING = Pattern.compile("^## (\\S+)$", Pattern.MULTILINE);
    private static final Pattern ANCHOR = Pattern.compile("]\\(#([^)]+)\\)");
    private static final Pattern LABEL_OF_TEXT = Pattern.compile("\\$labels\\.(\\w+)");

    @Test
    void everyAlertHasItsRunbookAndEveryRunbookItsAlert() throws IOException {
        assertThat(runbooks()).containsExactlyElementsOf(names());
        for (JsonNode alert : Observability.alerts()) {
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .isEqualTo("deploy/observability/RUNBOOKS.md#"
                            + alert.path("alert").asText().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void everySectionThatARunbookRefersToExists() throws IOException {
        Set<String> anchors =
                runbooks().stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        assertThat(ANCHOR.matcher(page()).results().map(link -> link.group(1)).toList())
                .isNotEmpty()
                .allMatch(anchors::contains);
    }

    @Test
    void everyAlertSaysWhatItMeansAndHowSevereItIs() {
        for (JsonNode alert : Observability.alerts()) {
            String name = alert.path("alert").asText();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
            assertThat(alert.path("for").asText()).as(name).matches("\\d+[mh]");
            assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).as(name).endsWith(".");
        }
    }

    /** Else the text has a hole: an alert has the labels by which its expression groups. */
    @Test
    void aTextOnlyNamesLabelsThatTheAlertHas() {
        for (JsonNode alert : Observability.alerts()) {
            PromQl query = PromQl.parse(alert.path("expr").asText());
            Set<String> labels = new TreeSet<>(query.grouping());
            query.selectors().stream()
                    .map(selector -> Observability.recorded().get(selector.metric()))
                    .filter(recorded -> recorded != null)
                    .forEach(recorded -> labels.addAll(PromQl.parse(recorded).grouping()));
            assertThat(LABEL_OF_TEXT
                            .matcher(alert.path("annotations").toString())
                            .results()
                            .map(label -> label.group(1)))
                    .as(alert.path("alert").asText())
                    .isNotEmpty()
                    .isSubsetOf(labels);
        }
    }

    @Test
    void everyAlertIsTestedForWhenItFiresAndWhenNot() {
        Set<String> fires = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (JsonNode test : Observability.yaml("alerts-test.yaml").path("tests")) {
            for (JsonNode moment : test.path("promql_expr_test")) {
                Set<String> which = moment.path("exp_samples").isEmpty() ? quiet : fires;
                which.add(PromQl.parse(moment.path("expr").asText())
                        .selectors()
                        .get(0)
                        .conditions()
                        .get(0)
                        .value());
            }
        }
        assertThat(fires).containsExactlyInAnyOrderElementsOf(names());
        assertThat(quiet).containsExactlyInAnyOrderElementsOf(names());
    }

    private static List<String> names() {
        return Observability.alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .toList();
    }

    private static List<String> runbooks() throws IOException {
        return HEADING.matcher(page())
                .results()
                .map(heading -> heading.group(1))
                .toList();
    }

    private static String page() throws IOException {
        return Files.readString(Observability.DIRECTORY.resolve("RUNBOOKS.md"));
    }
}
