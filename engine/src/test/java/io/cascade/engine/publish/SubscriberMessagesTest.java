/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.EngineListener;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.settle.Settlements;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.vote.Decisions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriberMessagesTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    private final TestService parents = new TestService("a", CONTRACTS)
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
            .install();
    private UUID event = new UUID(0, 0);

    @BeforeEach
    void delete() {
        parents.sql("INSERT INTO p VALUES (1)", "DELETE FROM p");
        event = parents.values(UUID.class, "SELECT event_id FROM cascade.delivery")
                .get(0);
    }

    @Test
    void anAppliedDeliveryThatFailedBeforeIsAppliedAlsoWhenBothReportsComeTogether() {
        // When
        parents.receiveReports(List.of(
                report(Delivery.failed(event, "r", "refused")),
                report(new Delivery(event, "r", Delivery.State.APPLIED, 3, 0, null))));

        // Then
        assertThat(parents.values(String.class, "SELECT concat_ws(' ', state, rows, reason) FROM cascade.delivery"))
                .containsExactly("applied 3");
    }

    @Test
    void aReportThatPostgresCannotStoreDoesNotKeepOthersFromBeingWritten() {
        // When
        parents.receiveReports(List.of(
                report(Delivery.failed(UUID.randomUUID(), "r", "a NUL\u0000")),
                report(Delivery.settled(UUID.randomUUID(), "NUL\u0000", 0, 0)),
                report(Delivery.settled(event, "r", 1, 0))));

        // Then
        assertThat(parents.values(String.class, "SELECT state FROM cascade.delivery"))
                .containsExactly("settled");
    }

    @Test
    void aReportThatPostgresRefusesIsLeftOutAndTheOthersAreWritten() {
        // Given
        ConsumerRecord<byte[], byte[]> refused = report(Delivery.settled(UUID.randomUUID(), "r", 0, 0));
        refused.headers().add("traceparent", new byte[] {'x', 0});

        // When
        parents.receiveReports(List.of(refused));
        parents.receiveReports(List.of(refused, report(Delivery.settled(event, "r", 1, 0))));

        // Then
        assertThat(parents.values(String.class, "SELECT state FROM cascade.delivery"))
                .containsExactly("settled");
    }

    @Test
    void tellsTheEndOfADeliveryOnceHoweverOftenItIsReported() {
        // Given
        List<String> told = new ArrayList<>();
        SubscriberMessages messages = new SubscriberMessages(
                parents.dsl(),
                "a",
                new Settlements("a", CONTRACTS),
                new PauseReports("a", CONTRACTS),
                new Decisions("a", CONTRACTS.publishedBy("a").keySet()),
                () -> {},
                () -> {},
                new EngineListener() {
                    @Override
                    public void settled(String relationship, Duration took) {
                        told.add(relationship + " " + (took.isNegative() ? "before" : "after"));
                    }

                    @Override
                    public void discarded(String relationship, int events) {
                        told.add("discarded");
                    }
                });

        // When
        messages.handle(List.of(report(new Delivery(event, "r", Delivery.State.APPLIED, 3, 0, null))));
        assertThat(told).isEmpty();
        messages.handle(
                List.of(report(Delivery.settled(event, "r", 3, 0)), report(Delivery.settled(event, "r", 3, 0))));
        messages.handle(List.of(report(Delivery.settled(event, "r", 3, 0))));

        // Then
        assertThat(told).containsExactly("r after");
    }

    private static ConsumerRecord<byte[], byte[]> report(Delivery delivery) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "cascade.a.acks",
                0,
                0,
                null,
                EventCodec.write(List.of(delivery)).getBytes(StandardCharsets.UTF_8));
        record.headers()
                .add("ce_type", EventType.DELIVERIES_REPORTED.cloudEventsType().getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
