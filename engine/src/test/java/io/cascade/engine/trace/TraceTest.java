/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One trace for a delete and all that it causes. */
class TraceTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @Test
    void withoutAnSdkTheTraceContextReachesEveryLevelAndComesBackWithTheReports() {
        // Given
        TestSystem system = threeLevels("CASCADE");

        // When
        system.service("a").sql(traced(TRACEPARENT, "DELETE FROM p"));
        system.deliver();

        // Then
        assertThat(system.service("d").count("d")).isZero();
        assertThat(Stream.of("a", "b", "d").flatMap(name -> since(system.service(name))))
                .hasSizeGreaterThanOrEqualTo(4)
                .containsOnly(TRACEPARENT);
    }

    @Test
    void withAnSdkEveryLevelHasASpanThatIsTheChildOfTheOneThatCausedIt() {
        // Given
        TestSystem system = threeLevels("CASCADE");
        system.services().forEach(service -> service.traced(tracing()));

        // When
        system.service("a").sql(traced(TRACEPARENT, "DELETE FROM p"));
        system.deliver();

        // Then
        List<SpanData> made = spans.getFinishedSpanItems();
        assertThat(made).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(made)
                .extracting(SpanData::getName)
                .containsExactly("process cascade.a.public.p", "process cascade.b.public.c");
        assertThat(made.get(0).getParentSpanId()).isEqualTo(SPAN);
        assertThat(made.get(1).getParentSpanId()).isEqualTo(made.get(0).getSpanId());
        assertThat(made)
                .extracting(span -> span.getAttributes().asMap().toString())
                .satisfiesExactly(
                        attributes -> assertThat(attributes).contains("cascade.rows.c-p=2"),
                        attributes -> assertThat(attributes).contains("cascade.rows.d-c=2"));
        assertThat(made)
                .as("nothing that could name a key")
                .flatExtracting(span -> span.getAttributes().asMap().keySet())
                .extracting(attribute -> ((AttributeKey<?>) attribute).getKey())
                .allMatch(
                        name -> name.matches(
                                "messaging\\.(system|operation\\.(name|type)|destination\\.name|message\\.id)|cascade\\.rows\\.[cd]-[pc]"));
    }

    @Test
    void aTransactionThatIsTriedAgainHasAFailedSpanAndOneThatIsNot() {
        // Given
        TestSystem system = threeLevels("CASCADE");
        system.service("b")
                .traced(tracing())
                .sql(
                        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no'; END$$",
                        "CREATE TRIGGER refuse BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION refuse()");

        // When
        system.service("a").sql(traced(TRACEPARENT, "DELETE FROM p"));
        system.deliver();

        // Then
        assertThat(spans.getFinishedSpanItems())
                .isNotEmpty()
                .extracting(span -> span.getStatus().getStatusCode())
                .containsOnly(StatusCode.ERROR);
    }

    @Test
    void aDeleteWithoutATraceBeginsNoneAndWhatIsNoTraceparentIsLeftOut() {
        // Given
        TestSystem system = threeLevels("CASCADE");
        system.services().forEach(service -> service.traced(tracing()));

        // When
        system.service("a").sql("DELETE FROM p WHERE id = 1", traced("nonsense", "DELETE FROM p WHERE id = 2"));
        system.deliver();

        // Then
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        assertThat(Stream.of("a", "b", "d").flatMap(name -> since(system.service(name))))
                .containsOnly("none");
    }

    @Test
    void eventsOfTwoTracesThatAreAppliedTogetherKeepThemApart() {
        // Given
        TestSystem system = threeLevels("CASCADE");

        // When
        system.service("a")
                .sql(traced(TRACEPARENT, "DELETE FROM p WHERE id = 1"), traced(OTHER, "DELETE FROM p WHERE id = 2"));
        system.deliver();

        // Then
        assertThat(system.service("b")
                        .values(
                                String.class,
                                "SELECT traceparent FROM cascade.outbox WHERE type LIKE '%deleted%' ORDER BY 1"))
                .containsExactly(OTHER, TRACEPARENT);
        assertThat(system.service("b")
                        .values(
                                String.class,
                                "SELECT traceparent FROM cascade.outbox WHERE type LIKE '%deliveries%' AND keys = 0"
                                        + " ORDER BY created_at LIMIT 1"))
                .containsOnlyNulls();
    }

    @Test
    void whatIsHeldUpByALockBelongsToItsTraceWhenItIsDoneAtLast() throws SQLException {
        // Given
        TestSystem system = threeLevels("CASCADE");
        TestService middle = system.service("b");
        try (Connection application = middle.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("UPDATE c SET fk = fk WHERE fk = 1");

            // When
            system.service("a").sql(traced(TRACEPARENT, "DELETE FROM p WHERE id = 1"));
            system.step();
            assertThat(middle.count("cascade.held_delivery")).isEqualTo(1);
            application.commit();
        }
        system.deliver();

        // Then
        assertThat(middle.values(String.class, "SELECT traceparent FROM cascade.outbox WHERE type LIKE '%deleted%'"))
                .containsOnly(TRACEPARENT);
    }

    @Test
    void aDeleteThatOthersAreAskedAboutIsOneTraceWithTheQuestionAndTheVotes() {
        // Given
        TestSystem system = threeLevels("RESTRICT");
        system.service("d").sql("DELETE FROM d");
        system.deliver();

        // When
        system.service("a").sql(traced(TRACEPARENT, "SELECT cascade.request_deletion('p', 'true')"));
        system.deliver();

        // Then
        assertThat(system.service("a").count("p")).isZero();
        assertThat(Stream.of("a", "b", "d")
                        .flatMap(name -> system.service(name).values(String.class, WRITTEN).stream()))
                .isNotEmpty()
                .containsOnly(TRACEPARENT);
    }

    private static final String WRITTEN =
            "SELECT coalesce(traceparent, 'none') FROM cascade.outbox WHERE type LIKE '%intended%'"
                    + " OR type LIKE '%votes%' OR type LIKE '%deleted%'";

    /** What a service has written since the delete. */
    private static Stream<String> since(TestService service) {
        return service
                .values(
                        String.class,
                        "SELECT coalesce(traceparent, 'none') FROM cascade.outbox"
                                + " WHERE type LIKE '%deleted%' OR type LIKE '%deliveries%'")
                .stream();
    }

    private Tracing tracing() {
        return new Tracing(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build());
    }

    private static String traced(String traceparent, String sql) {
        return "BEGIN; SET LOCAL cascade.traceparent = '" + traceparent + "'; " + sql + "; COMMIT";
    }

    private static TestSystem threeLevels(String below) {
        TestSystem system = new TestSystem(
                TestContracts.of("c-p: a.p(id bigint) <- b.c(fk) CASCADE", "d-c: b.c(id bigint) <- d.d(fk) " + below));
        system.service("a").sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id bigint PRIMARY KEY, fk bigint)", "CREATE INDEX ON c (fk)");
        system.service("d").sql("CREATE TABLE d (fk bigint)", "CREATE INDEX ON d (fk)");
        system.install();
        system.service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (1, 1), (2, 2)");
        system.deliver();
        system.service("d").sql("INSERT INTO d VALUES (1), (2)");
        return system;
    }
}
