/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.contracts.event.Vote;
import io.cascade.engine.kafka.RecordHandler;
import io.cascade.engine.kafka.Records;
import io.cascade.engine.vote.Intents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the loop: writes down what the subscribers report, and what they ask for. Idempotent, so redelivery needs no inbox.
 */
public final class SubscriberMessages implements RecordHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(SubscriberMessages.class);

    private final DSLContext dsl;
    private final Intents intents;
    private final Runnable onBackfillRequested;
    private final Runnable onVotes;

    /** @param onVotes told when votes have been written down */
    public SubscriberMessages(DSLContext dsl, String service, Runnable onBackfillRequested, Runnable onVotes) {
        this.dsl = dsl;
        this.intents = new Intents(service);
        this.onVotes = onVotes;
        this.onBackfillRequested = onBackfillRequested;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Delivery> deliveries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                deliveries.addAll(read(record));
            } catch (MalformedEventException e) {
                // The watchdog's business, not the reporter's: what stays unreported is published again.
                LOGGER.atError()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("error", e.getMessage())
                        .log("A subscriber's message is malformed and was left out");
            }
        }
        if (!deliveries.isEmpty()) {
            write(distinct(deliveries));
        }
    }

    private List<Delivery> read(ConsumerRecord<byte[], byte[]> record) {
        String typeName = Records.header(record, CloudEventHeaders.TYPE).orElse("");
        EventType type = EventType.of(typeName)
                .orElseThrow(() -> new MalformedEventException("unknown event type '" + typeName + "'"));
        return switch (type) {
            case DELIVERIES_REPORTED -> EventCodec.deliveries(Records.value(record));
            case BACKFILL_REQUESTED -> {
                Backfill.request(dsl, EventCodec.backfillRequest(Records.value(record)));
                onBackfillRequested.run();
                yield List.of();
            }
            case VOTES_CAST -> {
                List<Vote> votes = EventCodec.votes(Records.value(record));
                dsl.transaction(configuration -> intents.record(configuration.dsl(), votes));
                onVotes.run();
                yield List.of();
            }
            default -> throw new MalformedEventException("'" + typeName + "' is not for a publisher");
        };
    }

    /** Of several reports on one delivery the last, but never another one than that it was applied. */
    private static List<Delivery> distinct(List<Delivery> deliveries) {
        Map<List<Object>, Delivery> last = new LinkedHashMap<>();
        deliveries.forEach(delivery -> last.merge(
                List.of(delivery.event(), delivery.relationship()),
                delivery,
                (earlier, later) -> earlier.failure() == null ? earlier : later));
        return List.copyOf(last.values());
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
