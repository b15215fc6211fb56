/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends what is in an outbox, and takes it out once the broker has it. */
final class OutboxPoller implements Background.Work {

    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String topic;
    private final AtomicLong sent;
    private final Connection connection;
    private final PreparedStatement poll;
    private final PreparedStatement remove;
    private final KafkaProducer<String, String> producer;

    /** @param sent counts the events that are out of the outbox */
    OutboxPoller(Database parents, String bootstrapServers, String topic, AtomicLong sent) throws SQLException {
        this.topic = topic;
        this.sent = sent;
        connection = parents.connect();
        connection.setAutoCommit(false);
        poll = connection.prepareStatement("SELECT id, event_id, record_key, payload FROM outbox ORDER BY id LIMIT "
                + BATCH + " FOR UPDATE SKIP LOCKED");
        remove = connection.prepareStatement("DELETE FROM outbox WHERE id = ANY (?)");
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
    }

    /** A full batch says that there is more. */
    @Override
    public void step() throws SQLException, ExecutionException, InterruptedException {
        if (batch() < BATCH) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private int batch() throws SQLException, ExecutionException, InterruptedException {
        List<Long> ids = new ArrayList<>();
        List<Future<RecordMetadata>> sending = new ArrayList<>();
        try (ResultSet rows = poll.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
                ProducerRecord<String, String> event =
                        new ProducerRecord<>(topic, rows.getString(3), rows.getString(4));
                event.headers().add(EventConsumer.EVENT_ID, rows.getString(2).getBytes(StandardCharsets.UTF_8));
                sending.add(producer.send(event));
            }
        }
        if (!ids.isEmpty()) {
            producer.flush();
            for (Future<RecordMetadata> one : sending) {
                one.get();
            }
            remove.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            remove.executeUpdate();
        }
        // Before they are out: whoever adds up both may count too many for a moment, but never too few.
        sent.addAndGet(ids.size());
        connection.commit();
        return ids.size();
    }

    @Override
    public void close() throws SQLException {
        producer.close();
        connection.close();
    }
}
