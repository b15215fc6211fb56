/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.engine.kafka.RecordHandler;
import io.cascade.engine.kafka.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes the loop: writes down what the subscribers report. Idempotent, so redelivery needs no inbox. */
public final class DeliveryReports implements RecordHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeliveryReports.class);

    private final DSLContext dsl;

    public DeliveryReports(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Delivery> deliveries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                deliveries.addAll(deliveries(record));
            } catch (MalformedEventException e) {
                // The watchdog's business, not the reporter's: what stays unreported is published again.
                LOGGER.atError()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("error", e.getMessage())
                        .log("A delivery report is malformed and was left out");
            }
        }
        if (!deliveries.isEmpty()) {
            write(deliveries);
        }
    }

    private static List<Delivery> deliveries(ConsumerRecord<byte[], byte[]> record) {
        String type = Records.header(record, CloudEventHeaders.TYPE).orElse("");
        if (!EventType.DELIVERIES_REPORTED.cloudEventsType().equals(type)) {
            throw new MalformedEventException("unknown event type '" + type + "'");
        }
        return EventCodec.deliveries(Records.value(record));
    }

    private void write(List<Delivery> deliveries) {
        dsl.execute(
                """
                UPDATE cascade.delivery AS d
                SET state = CASE WHEN r.reason IS NULL THEN 'applied' ELSE 'failed' END,
                    rows = r.rows, reason = r.reason, reported_at = clock_timestamp()
                FROM unnest(CAST(? AS uuid[]), CAST(? AS text[]), CAST(? AS bigint[]), CAST(? AS text[]))
                     AS r (event_id, relationship, rows, reason)
                WHERE d.event_id = r.event_id AND d.relationship = r.relationship AND d.state <> 'applied'
                """,
                deliveries.stream().map(Delivery::event).toArray(UUID[]::new),
                deliveries.stream().map(Delivery::relationship).toArray(String[]::new),
                deliveries.stream().map(Delivery::rows).toArray(Long[]::new),
                deliveries.stream().map(Delivery::failure).toArray(String[]::new));
    }
}
