/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cascade.e2e.observe.Exposition;
import io.cascade.e2e.observe.Exposition.Series;
import io.cascade.e2e.observe.Observability;
import io.cascade.e2e.observe.Observability.Query;
import io.cascade.e2e.observe.PromQl;
import io.cascade.e2e.observe.PromQl.Condition;
import io.cascade.e2e.observe.PromQl.Selector;
import io.cascade.testkit.StackCondition;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What alerts and dashboards ask for, against what the running stack exports. The first of all classes: broker and Connect have one
 * set of beans a JVM, which another class's stack takes along when it ends.
 */
@Order(1)
@ExtendWith({StackCondition.class, Family.class})
class MetricsIT {

    private static final String COUNTRIES = "cascade.parent-service.public.countries";
    /** Prometheus makes it itself, of alerts.yaml. */
    private static final String ALERTS = "ALERTS";

    private static final List<String> SERVICES = List.of("parent-service", "child-service", "grandchild-service");

    private final Stack stack;

    MetricsIT(Stack stack) {
        this.stack = stack;
    }

    /** A cascade, a dead letter and a request, for what is only there once it has happened. */
    @BeforeEach
    void letThingsHappen() {
        stack.parents().run("INSERT INTO countries VALUES ('MA'), ('MB')");
        eventually()
                .until(() ->
                        stack.children().count("cascade.parent_service__countries__code WHERE code IN ('MA', 'MB')")
                                == 2);
        stack.children().run("INSERT INTO cities VALUES ('measured', 'MA')");
        Topic topic = new Topic(stack.running().bootstrapServers(), COUNTRIES);
        topic.sendValue(topic.read("\"MB\"").get(0), Topic.POISON);
        stack.parents().run("DELETE FROM countries WHERE code IN ('MA', 'MB')");
        eventually().until(() -> stack.children().count("cities WHERE name = 'measured'") == 0);
        assertThat(stack.parentApi().get("/deletions").status()).isEqualTo(200);
        assertThat(stack.childApi()
                        .post("/relationships/cities-country/validation", "")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void everyMetricOfAlertsAndDashboardsIsExportedWithTheLabelsThatAreAskedFor() {
        eventually().untilAsserted(() -> {
            List<Series> exported = exported();
            List<String> missing = new ArrayList<>();
            for (Query query : Observability.queries()) {
                PromQl parsed = PromQl.parse(query.expression());
                for (Selector selector : parsed.selectors()) {
                    missing(selector, parsed.grouping(), exported)
                            .ifPresent(what -> missing.add(query.where() + ": " + what));
                }
            }
            assertThat(missing).isEmpty();
        });
    }

    @Test
    void theGaugesTellWhatIsInTheDatabases() {
        long letters = stack.children().count("cascade.dead_letter WHERE topic = '" + COUNTRIES + "'");
        eventually().untilAsserted(() -> {
            assertThat(value("cascade_dead_letters_kept{service=\"child-service\",topic=\"" + COUNTRIES + "\"}"))
                    .isEqualTo(letters);
            assertThat(value("cascade_deliveries{relationship=\"cities-country\",state=\"pending\"}"))
                    .isZero();
            assertThat(value("cascade_consumer_lag_records{group=\"cascade.child-service\"}"))
                    .isZero();
            assertThat(
                            value(
                                    "cascade_relationship_state{relationship=\"cities-country\",role=\"subscriber\",state=\"enforced\"}"))
                    .isEqualTo(1);
            assertThat(value("cascade_slot_wal_status{service=\"parent-service\",status=\"reserved\"}"))
                    .isEqualTo(1);
            assertThat(value("cascade_slot_active{service=\"parent-service\"}")).isEqualTo(1);
            assertThat(value("cascade_engine_ready{service=\"grandchild-service\"}"))
                    .isEqualTo(1);
            assertThat(value("cascade_sample_age_seconds{service=\"parent-service\"}"))
                    .isLessThan(60);
        });
    }

    @Test
    void aDeliveryThatWaitsShowsAndWhatHoldsItToo() throws Exception {
        // Given a transaction that holds the key of a parent
        stack.parents().run("INSERT INTO countries VALUES ('MC')");
        eventually()
                .until(() -> stack.children().count("cascade.parent_service__countries__code WHERE code = 'MC'") == 1);
        try (Connection session = stack.children().connect();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute("INSERT INTO cities VALUES ('holder', 'MC')");

            // When
            stack.parents().run("DELETE FROM countries WHERE code = 'MC'");

            // Then
            eventually().untilAsserted(() -> {
                assertThat(value("cascade_deliveries{relationship=\"cities-country\",state=\"pending\"}"))
                        .isEqualTo(1);
                assertThat(value("cascade_delivery_oldest_pending_seconds{relationship=\"cities-country\"}"))
                        .isPositive();
                assertThat(value("cascade_held_keys{relationship=\"cities-country\"}"))
                        .isEqualTo(1);
                assertThat(value("cascade_held_oldest_seconds{relationship=\"cities-country\"}"))
                        .isPositive();
            });
            session.rollback();
        }
        eventually().untilAsserted(() -> assertThat(
                        value("cascade_deliveries{relationship=\"cities-country\",state=\"pending\"}"))
                .isZero());
    }

    /** As alerts.yaml relies on it, and as the runbook mends it. */
    @Test
    void aTaskThatFailsShowsAndLosesNothing() {
        // Given
        assumeTrue(stack.running().metricsUrl().isPresent(), "nothing exports the metrics of Kafka Connect here");
        Api connect = new Api(stack.running().connectUrl());
        String path = "/connectors/grandchild-service/config";
        String config = connect.get(path).text();
        stack.parents().run("INSERT INTO parents (id, name) VALUES (77001, 'measured')");
        eventually().until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = 77001") == 1);
        stack.children().run("INSERT INTO children (parent_id, name) VALUES (77001, 'measured')");

        // When
        assertThat(connect.put(path, config.replace("\"record_key\"", "\"nowhere\""))
                        .status())
                .isEqualTo(200);
        stack.parents().run("DELETE FROM parents WHERE id = 77001");

        // Then
        String failed = "kafka_connect_task_status{connector=\"grandchild-service\",task=\"0\",status=\"failed\"}";
        try {
            eventually().untilAsserted(() -> assertThat(value(failed)).isEqualTo(1));
        } finally {
            connect.put(path, config);
        }
        eventually()
                .until(() -> stack.children().count("cascade.delivery WHERE state = 'pending'") == 0
                        && stack.children().count("children WHERE parent_id = 77001") == 0);
        assertThat(value(failed)).isNaN();
    }

    private Optional<String> missing(Selector selector, Set<String> grouping, List<Series> exported) {
        if (selector.metric().equals(ALERTS)
                || (stack.running().metricsUrl().isEmpty() && selector.metric().matches("(kafka|debezium)_.*"))) {
            return Optional.empty();
        }
        Selector asked = new Selector(
                selector.metric(),
                selector.conditions().stream()
                        .filter(MetricsIT::isOfAHealthyStack)
                        .toList());
        List<Series> found =
                exported.stream().filter(series -> series.matches(asked)).toList();
        if (found.isEmpty()) {
            return Optional.of("no series " + asked);
        }
        return grouping.stream()
                .filter(label ->
                        found.stream().noneMatch(series -> series.labels().containsKey(label)))
                .findFirst()
                .map(label -> "no label " + label + " on " + selector.metric());
    }

    /** Kafka Connect has a series only for the state of the moment. */
    private static boolean isOfAHealthyStack(Condition condition) {
        return !(condition.label().equals("status") && condition.value().equals("failed"));
    }

    private double value(String query) {
        Selector selector = PromQl.parse(query).selectors().get(0);
        return exported().stream()
                .filter(series -> series.matches(selector))
                .mapToDouble(Series::value)
                .max()
                .orElse(Double.NaN);
    }

    /** All that Prometheus would have, with what the recording rules make of it. */
    private List<Series> exported() {
        List<Series> series = new ArrayList<>();
        for (String service : SERVICES) {
            series.addAll(scrape(stack.service(service).url().resolve("/q/metrics")));
        }
        stack.running().metricsUrl().map(MetricsIT::scrape).ifPresent(series::addAll);
        Observability.recorded().forEach((metric, expression) -> {
            PromQl rule = PromQl.parse(expression);
            series.stream()
                    .filter(each -> each.matches(rule.selectors().get(0)))
                    .map(each -> new Series(metric, kept(each.labels(), rule.grouping()), each.value()))
                    .toList()
                    .forEach(series::add);
        });
        return series;
    }

    private static Map<String, String> kept(Map<String, String> labels, Set<String> grouping) {
        Map<String, String> kept = new HashMap<>(labels);
        kept.keySet().retainAll(grouping);
        return kept;
    }

    private static List<Series> scrape(URI url) {
        return Exposition.parse(new Api(url).get(url.getPath()).text());
    }
}
