/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of the stack, to look into and to tamper with. */
record Topic(String bootstrapServers, String name) {

    /** No JSON, so that it becomes a dead letter; whoever reads the topic later knows it by that. */
    static final String POISON = "{\"poison\": ";

    /** All records of the topic whose value has the text, oldest first within a partition. */
    List<ConsumerRecord<byte[], byte[]>> read(String text) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(info -> new TopicPartition(name, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < end.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (new String(record.value(), StandardCharsets.UTF_8).contains(text)) {
                        found.add(record);
                    }
                });
            }
            return found;
        }
    }

    /** Sends a record once more, with another event id if one is given. */
    void send(ConsumerRecord<byte[], byte[]> record, @Nullable UUID id) {
        ProducerRecord<byte[], byte[]> again =
                new ProducerRecord<>(name, record.partition(), record.key(), record.value(), record.headers());
        if (id != null) {
            again.headers().remove("ce_id").add("ce_id", id.toString().getBytes(StandardCharsets.UTF_8));
        }
        send(again);
    }

    /** Sends a record with another value and a new id. */
    void sendValue(ConsumerRecord<byte[], byte[]> record, String value) {
        ProducerRecord<byte[], byte[]> changed = new ProducerRecord<>(
                name, record.partition(), record.key(), value.getBytes(StandardCharsets.UTF_8), record.headers());
        changed.headers()
                .remove("ce_id")
                .add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        send(changed);
    }

    /** Sets a stopped group back to the first record. */
    void rewind(String group) {
        try (Admin admin = Admin.create(properties())) {
            Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
            ends(admin).keySet().forEach(partition -> start.put(partition, new OffsetAndMetadata(0)));
            eventually().ignoreExceptions().until(() -> {
                admin.alterConsumerGroupOffsets(group, start).all().get();
                return true;
            });
        }
    }

    /** Waits until the group has committed everything that is in the topic now. */
    void awaitConsumed(String group) {
        try (Admin admin = Admin.create(properties())) {
            Map<TopicPartition, Long> ends = ends(admin);
            eventually().until(() -> {
                Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
                return ends.entrySet().stream()
                        .allMatch(end -> end.getValue() == 0
                                || (committed.get(end.getKey()) != null
                                        && committed.get(end.getKey()).offset() >= end.getValue()));
            });
        }
    }

    private Map<TopicPartition, Long> ends(Admin admin) {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get()
                    .get(name)
                    .partitions()
                    .forEach(info -> latest.put(new TopicPartition(name, info.partition()), OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest).all().get().forEach((partition, info) -> ends.put(partition, info.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> properties() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }
}
