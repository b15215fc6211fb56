/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import io.cascade.contracts.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a record aside: into the table, for people and replay, and into the dead-letter topic, for tools. */
public final class DeadLetterWriter {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetterWriter.class);

    private final Consumer<ProducerRecord<byte[], byte[]>> topic;

    /** @param topic sends a record and returns when the broker has it, or throws */
    public DeadLetterWriter(Consumer<ProducerRecord<byte[], byte[]>> topic) {
        this.topic = topic;
    }

    /**
     * What is known of the event.
     *
     * @param event its id; null when that cannot be read
     * @param deletion the deletion that it belongs to, if any
     * @param publisher the service that wrote it; null where no relationship is on its topic
     * @param relationships those of this service that it is for
     */
    public record Subject(
            @Nullable UUID event, @Nullable UUID deletion, @Nullable String publisher, List<String> relationships) {}

    /**
     * What refused it.
     *
     * @param reason for a person, without any key
     * @param sqlState null when the record itself is malformed
     */
    public record Refusal(String reason, @Nullable String sqlState) {

        public Refusal {
            reason = StoredRecord.storable(reason);
        }
    }

    /**
     * Sends to the topic before the transaction commits: after a crash in between the topic has the record twice, but the
     * record is never lost.
     *
     * @return the letter's id; empty when the record, or its event in another one, was put aside before
     */
    public OptionalLong write(DSLContext tx, ConsumerRecord<byte[], byte[]> record, Subject subject, Refusal refusal) {
        List<Object> bindings = new ArrayList<>(Arrays.asList(StoredRecord.values(record)));
        bindings.add(refusal.reason());
        bindings.add(refusal.sqlState());
        bindings.add(subject.event());
        bindings.add(subject.deletion());
        bindings.add(subject.publisher());
        bindings.add(subject.relationships().toArray(String[]::new));
        bindings.add(subject.event());
        Record inserted = tx.fetchOne(
                "INSERT INTO cascade.dead_letter (" + StoredRecord.COLUMNS
                        + ", reason, sql_state, event_id, deletion_id, publisher, relationships) SELECT "
                        + StoredRecord.PLACEHOLDERS
                        + ", ?, ?, CAST(? AS uuid), CAST(? AS uuid), ?, CAST(? AS text[])"
                        + " WHERE NOT EXISTS (SELECT FROM cascade.dead_letter WHERE event_id = CAST(? AS uuid))"
                        + " ON CONFLICT DO NOTHING RETURNING id",
                bindings.toArray());
        if (inserted == null) {
            return OptionalLong.empty();
        }
        send(record, refusal.reason());
        LOGGER.atError()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("error", refusal.reason())
                .log("An event cannot be applied and became a dead letter");
        return OptionalLong.of(inserted.get(0, Long.class));
    }

    /** A record may be as large as Kafka takes, and then has no room for the reason. */
    private void send(ConsumerRecord<byte[], byte[]> record, String reason) {
        ProducerRecord<byte[], byte[]> dead = new ProducerRecord<>(
                Topics.deadLetters(record.topic()), null, record.key(), record.value(), record.headers());
        describe(dead, record, reason);
        try {
            topic.accept(dead);
        } catch (RuntimeException e) {
            if (!tooLarge(e)) {
                throw e;
            }
            int length = record.value() == null ? 0 : record.value().length;
            // An empty value, because none at all would be a tombstone to a topic that is compacted.
            ProducerRecord<byte[], byte[]> shortened =
                    new ProducerRecord<>(Topics.deadLetters(record.topic()), record.key(), new byte[0]);
            record.headers().forEach(header -> {
                if (header.key().startsWith("ce_")) {
                    shortened.headers().add(header);
                }
            });
            describe(shortened, record, reason);
            shortened.headers().add("dead-letter-payload", StoredRecord.bytes("omitted, " + length + " bytes"));
            topic.accept(shortened);
        }
    }

    /** The header names are those that other Kafka tools write and read. */
    private static void describe(
            ProducerRecord<byte[], byte[]> dead, ConsumerRecord<byte[], byte[]> record, String reason) {
        dead.headers().add("dead-letter-reason", StoredRecord.bytes(reason));
        dead.headers().add("dead-letter-topic", StoredRecord.bytes(record.topic()));
        dead.headers().add("dead-letter-partition", StoredRecord.bytes(Integer.toString(record.partition())));
        dead.headers().add("dead-letter-offset", StoredRecord.bytes(Long.toString(record.offset())));
    }

    private static boolean tooLarge(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }
}
