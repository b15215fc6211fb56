/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A consumer as it is usually written: one event, one transaction, an inbox against events that come twice. The record's key is
 * the parent's.
 */
final class EventConsumer implements Background.Work {

    static final String EVENT_ID = "ce_id";
    static final String INBOX = "CREATE TABLE inbox (event_id uuid PRIMARY KEY)";

    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Connection connection;
    private final PreparedStatement remember;
    private final PreparedStatement delete;
    private final KafkaConsumer<String, String> consumer;

    EventConsumer(Database children, String bootstrapServers, String topic) throws SQLException {
        connection = children.connect();
        connection.setAutoCommit(false);
        remember = connection.prepareStatement("INSERT INTO inbox VALUES (?) ON CONFLICT DO NOTHING");
        delete = connection.prepareStatement("DELETE FROM children WHERE parent_id = ?");
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        topic,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(topic));
    }

    /** Offsets after the rows: an event may come twice, but never not at all. */
    @Override
    public void step() throws SQLException {
        boolean any = false;
        for (ConsumerRecord<String, String> event : consumer.poll(PATIENCE)) {
            apply(event);
            any = true;
        }
        if (any) {
            consumer.commitSync();
        }
    }

    private void apply(ConsumerRecord<String, String> event) throws SQLException {
        byte[] id = event.headers().lastHeader(EVENT_ID).value();
        remember.setObject(1, UUID.fromString(new String(id, StandardCharsets.UTF_8)));
        if (remember.executeUpdate() == 1) {
            delete.setLong(1, Long.parseLong(event.key()));
            delete.executeUpdate();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        consumer.close();
        connection.close();
    }
}
