/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic, to tamper with. */
record Topic(String bootstrapServers, String name) {

    private static final Duration POLL = Duration.ofMillis(100);

    /** As when its retention is over. */
    void deleteRecords() {
        try (Admin admin = Admin.create(properties())) {
            deleteBefore(admin, ends(admin));
        }
    }

    private static void deleteBefore(Admin admin, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        offsets.forEach((partition, offset) -> all.put(partition, RecordsToDelete.beforeOffset(offset)));
        await(admin.deleteRecords(all).all());
    }

    void delete() {
        try (Admin admin = Admin.create(properties())) {
            await(admin.deleteTopics(List.of(name)).all());
        }
    }

    /** Sets a group without members back to the first record. */
    void rewind(String group) {
        try (Admin admin = Admin.create(properties())) {
            Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
            ends(admin).keySet().forEach(partition -> start.put(partition, new OffsetAndMetadata(0)));
            Waiting.until(
                    group + " has no members",
                    () -> succeeds(admin.alterConsumerGroupOffsets(group, start).all()));
        }
    }

    /** Exchanges what a group without members has not read yet for what somebody makes of it, behind what has come meanwhile. */
    void rewriteUnread(String group, UnaryOperator<ConsumerRecord<byte[], byte[]>> change) {
        try (Admin admin = Admin.create(properties())) {
            Map<TopicPartition, Long> ends = ends(admin);
            Map<TopicPartition, OffsetAndMetadata> committed =
                    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
            append(records().stream()
                    .filter(record -> {
                        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                        OffsetAndMetadata next = committed.get(partition);
                        return record.offset() < ends.get(partition)
                                && (next == null || record.offset() >= next.offset());
                    })
                    .map(change)
                    .toList());
            deleteBefore(admin, ends);
        }
    }

    /** All that is in it, oldest first within a partition. */
    List<ConsumerRecord<byte[], byte[]>> records() {
        try (Admin admin = Admin.create(properties());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> ends = ends(admin);
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    /** Appends them, each to its partition, in this order. */
    void append(List<ConsumerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            records.forEach(record -> producer.send(
                    new ProducerRecord<>(name, record.partition(), record.key(), record.value(), record.headers())));
            producer.flush();
        }
    }

    /** Appends a record that is no event. */
    void append(byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(name, value));
            producer.flush();
        }
    }

    private Map<TopicPartition, Long> ends(Admin admin) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        await(admin.describeTopics(List.of(name)).allTopicNames())
                .get(name)
                .partitions()
                .forEach(info -> latest.put(new TopicPartition(name, info.partition()), OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        await(admin.listOffsets(latest).all()).forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private Map<String, Object> properties() {
        return Map.of(
                "bootstrap.servers", bootstrapServers,
                "request.timeout.ms", "10000",
                "default.api.timeout.ms", "20000",
                "max.block.ms", "20000",
                "delivery.timeout.ms", "30000");
    }

    private static boolean succeeds(KafkaFuture<?> future) {
        try {
            await(future);
            return true;
        } catch (LocalStackException refused) {
            return false;
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new LocalStackException("Kafka refuses: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }
}
