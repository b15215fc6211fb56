/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.contracts.Topics;
import io.cascade.engine.kafka.Records;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a record aside: into the table, for people and replay, and into the dead-letter topic, for tools. */
public final class DeadLetterWriter {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetterWriter.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Consumer<ProducerRecord<byte[], byte[]>> topic;

    /** @param topic sends a record and returns when the broker has it, or throws */
    public DeadLetterWriter(Consumer<ProducerRecord<byte[], byte[]>> topic) {
        this.topic = topic;
    }

    /**
     * Sends to the topic before the transaction commits: after a crash in between the topic has the record twice, but the
     * record is never lost.
     *
     * @param sqlState null when the record itself is malformed
     * @return false when the record was put aside before
     */
    public boolean write(
            DSLContext tx, ConsumerRecord<byte[], byte[]> record, String reason, @Nullable String sqlState) {
        ObjectNode headers = JSON.createObjectNode();
        Records.headers(record).forEach((name, value) -> headers.put(name, value.replace("\u0000", "\ufffd")));
        int inserted = tx.execute(
                """
                INSERT INTO cascade.dead_letter (topic, partition, record_offset, record_timestamp, headers, record_key,
                                                 payload, reason, sql_state)
                VALUES (?, ?, ?, ?, CAST(? AS jsonb), ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                headers.toString(),
                record.key(),
                record.value(),
                reason.replace("\u0000", "\ufffd"),
                sqlState);
        if (inserted == 0) {
            return false;
        }
        send(record, reason);
        LOGGER.atError()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("error", reason)
                .log("An event cannot be applied and became a dead letter");
        return true;
    }

    /** The header names are those that other Kafka tools write and read. */
    private void send(ConsumerRecord<byte[], byte[]> record, String reason) {
        ProducerRecord<byte[], byte[]> dead = new ProducerRecord<>(
                Topics.deadLetters(record.topic()), null, record.key(), record.value(), record.headers());
        dead.headers().add("dead-letter-reason", bytes(reason));
        dead.headers().add("dead-letter-topic", bytes(record.topic()));
        dead.headers().add("dead-letter-partition", bytes(Integer.toString(record.partition())));
        dead.headers().add("dead-letter-offset", bytes(Long.toString(record.offset())));
        topic.accept(dead);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
