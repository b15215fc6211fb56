/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.local.host.LocalStackException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxConnectorTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void carriesTheOutboxThroughRestartsAndTellsALostSlot(@TempDir Path data) throws Exception {
        try (Pipeline pipeline = Pipeline.start(data)) {
            pipeline.installOutbox();
            // Given rows from before the connector's first start
            pipeline.publish(1, 2);

            // When
            pipeline.register();
            pipeline.publish(3, 5);

            // Then
            await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.values())
                    .containsExactlyInAnyOrderElementsOf(payloads(1, 5)));
            assertThat(pipeline.records()).allSatisfy(OutboxConnectorTest::isCloudEvent);
            aMessageThatSomebodyWritesIntoTheLogIsNoEvent(pipeline);
            idleHeartbeatsMoveTheSlot(pipeline);
            aTraceIsAHeader(pipeline);
            aRestartedWorkerGoesOnWhereItWas(pipeline);
        }
        try (Pipeline pipeline = Pipeline.start(data)) {
            everythingRestartedGoesOnWhereItWas(pipeline);
            aRecreatedSlotStopsTheConnector(pipeline);
        }
    }

    private static void isCloudEvent(ConsumerRecord<String, String> event) {
        Map<String, String> headers = new TreeMap<>();
        event.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        assertThat(headers)
                .containsOnlyKeys(
                        "ce_id", "ce_type", "ce_source", "ce_subject", "ce_specversion", "ce_time", "content-type")
                .containsEntry("ce_type", "io.cascade.keys.deleted.v1")
                .containsEntry("ce_source", "/services/parent-service")
                .containsEntry("ce_subject", "public.parents")
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("content-type", "application/json");
        assertThat(UUID.fromString(headers.get("ce_id"))).isNotNull();
        assertThat(OffsetDateTime.parse(headers.get("ce_time"))).isNotNull();
        assertThat(event.key()).matches("[0-2]");
    }

    private static void aMessageThatSomebodyWritesIntoTheLogIsNoEvent(Pipeline pipeline) throws Exception {
        String after = "";
        for (String transactional : List.of("true", "false")) {
            after = pipeline.query(
                    "SELECT pg_logical_emit_message(" + transactional + ", 'cascade.outbox', '{\"n\" : 99}')");
        }
        String last = after;
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        pipeline.query("SELECT confirmed_flush_lsn > '" + last + "'::pg_lsn FROM pg_replication_slots"))
                .isEqualTo("t"));
        assertThat(pipeline.topics()).contains(Pipeline.TOPIC).noneMatch(topic -> topic.endsWith(".message"));
    }

    private static void idleHeartbeatsMoveTheSlot(Pipeline pipeline) throws Exception {
        String before = pipeline.slotPosition();
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.query(
                        "SELECT confirmed_flush_lsn > '" + before + "'::pg_lsn FROM pg_replication_slots"))
                .isEqualTo("t"));
        assertThat(pipeline.values()).hasSize(5);
    }

    /** The column comes with an upgrade, after rows without it and while the connector runs. */
    private static void aTraceIsAHeader(Pipeline pipeline) throws Exception {
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        pipeline.sql("ALTER TABLE cascade.outbox ADD COLUMN traceparent text");
        pipeline.publish(6, 6);
        pipeline.sql("ALTER TABLE cascade.outbox ALTER COLUMN traceparent SET DEFAULT '" + traceparent + "'");
        pipeline.publish(7, 7);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(pipeline.values()).containsExactlyInAnyOrderElementsOf(payloads(1, 7)));
        assertThat(pipeline.records()).allSatisfy(event -> {
            Header header = event.headers().lastHeader("traceparent");
            switch (event.value()) {
                case "{\"n\" : 6}" -> assertThat(header.value()).isNull();
                case "{\"n\" : 7}" -> assertThat(text(header.value())).isEqualTo(traceparent);
                default -> assertThat(header).isNull();
            }
        });
    }

    private static void aRestartedWorkerGoesOnWhereItWas(Pipeline pipeline) throws Exception {
        pipeline.stopConnect();
        pipeline.publish(8, 10);
        pipeline.startConnect();
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.values())
                .containsExactlyInAnyOrderElementsOf(payloads(1, 10)));
    }

    private static void everythingRestartedGoesOnWhereItWas(Pipeline pipeline) throws Exception {
        pipeline.publish(11, 12);
        pipeline.register();
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.values())
                .containsExactlyInAnyOrderElementsOf(payloads(1, 12)));
    }

    private static void aRecreatedSlotStopsTheConnector(Pipeline pipeline) throws Exception {
        pipeline.stopConnect();
        pipeline.sql("SELECT pg_drop_replication_slot('" + pipeline.slot() + "')");
        pipeline.publish(13, 14);
        pipeline.createSlot();
        pipeline.startConnect();
        assertThatThrownBy(pipeline::register)
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("no longer available on the server");
    }

    private static List<String> payloads(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(n -> "{\"n\" : " + n + "}")
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
