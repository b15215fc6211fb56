/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says what parent-service would say of its parents' keys. */
final class KeyEvents {

    static final String TOPIC = "cascade.parent-service.public.parents";

    private static final AtomicLong VERSION = new AtomicLong();

    private final String bootstrapServers;

    KeyEvents(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    void created(long id) {
        send(EventType.KEYS_CREATED, "{" + common(id) + "}");
    }

    void deleted(long id) {
        send(EventType.KEYS_DELETED, "{\"deletion\":\"" + UUID.randomUUID() + "\"," + common(id) + "}");
    }

    void malformed() {
        send(EventType.KEYS_DELETED, "{\"table\":1}");
    }

    private static String common(long id) {
        return """
                "table":"public.parents","relationships":["children-parent"],"version":%d,"keys":{"id":[%d]}"""
                .formatted(VERSION.incrementAndGet(), id);
    }

    private void send(EventType type, String payload) {
        ProducerRecord<String, String> message = new ProducerRecord<>(TOPIC, "0", payload);
        Map.of(
                        CloudEventHeaders.ID, UUID.randomUUID().toString(),
                        CloudEventHeaders.TYPE, type.cloudEventsType(),
                        CloudEventHeaders.SOURCE, CloudEventHeaders.sourceOf("parent-service"),
                        CloudEventHeaders.SUBJECT, "public.parents",
                        CloudEventHeaders.SPEC_VERSION, "1.0",
                        CloudEventHeaders.TIME, "2026-01-01T00:00:00Z",
                        CloudEventHeaders.CONTENT_TYPE, "application/json")
                .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            producer.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
