/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Where an event lies in Kafka. */
record EventLocation(String topic, int partition, long offset, String key) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Reads the whole topic; meant for small ones. */
    static Optional<EventLocation> find(String bootstrapServers, String topic, String eventId) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, TIMEOUT).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, String> event : consumer.poll(Duration.ofMillis(200))) {
                    if (eventId.equals(id(event))) {
                        return Optional.of(new EventLocation(topic, event.partition(), event.offset(), event.key()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String id(ConsumerRecord<String, String> event) {
        Header id = event.headers().lastHeader("ce_id");
        return id == null ? "" : new String(id.value(), StandardCharsets.UTF_8);
    }
}
