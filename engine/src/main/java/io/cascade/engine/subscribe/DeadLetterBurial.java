/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.engine.deadletter.DeadLetterWriter;
import io.cascade.engine.deadletter.DeadLetterWriter.Refusal;
import io.cascade.engine.deadletter.DeadLetterWriter.Subject;
import io.cascade.engine.kafka.Failures;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters, within the caller's transaction: the record is kept, its publisher is told, and its keys wait in the
 * replica's queue, so that nothing later overtakes it.
 */
final class DeadLetterBurial {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetterBurial.class);

    private final String service;
    private final Subscriptions subscriptions;
    private final DeadLetterWriter writer;

    DeadLetterBurial(String service, Subscriptions subscriptions, DeadLetterWriter writer) {
        this.service = service;
        this.subscriptions = subscriptions;
        this.writer = writer;
    }

    /** One that could not be read, so nobody knows its keys. Returns whether it is a new letter. */
    boolean bury(DSLContext tx, ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
        List<Subscription> all = subscriptions.ofTopic(record.topic());
        Optional<UUID> id = EventReader.id(record);
        Subject subject = new Subject(id.orElse(null), null, publisher(all), names(all));
        if (writer.write(tx, record, subject, refusal).isEmpty()) {
            return false;
        }
        id.ifPresent(event -> {
            Inbox.accept(tx, List.of(event));
            report(tx, event, all, refusal);
        });
        return true;
    }

    /** One that was refused. Returns whether it is a new letter. */
    boolean bury(DSLContext tx, IncomingEvent incoming, Refusal refusal) {
        OptionalLong letter = writer.write(tx, incoming.record(), subject(incoming), refusal);
        if (letter.isEmpty()) {
            return false;
        }
        Inbox.accept(tx, List.of(incoming.id()));
        incoming.head().ifPresent(head -> place(tx, incoming.replica(), head, letter.getAsLong()));
        report(tx, incoming.id(), incoming.subscriptions(), refusal);
        return true;
    }

    /**
     * One that was refused when its turn in the queue came. It may have been a dead letter before, of which some keys were
     * locked when it was replayed; then it is open again.
     */
    void bury(
            DSLContext tx,
            KeyReplica replica,
            HeldKeys.Head head,
            List<Subscription> concerned,
            ConsumerRecord<byte[], byte[]> record,
            Refusal refusal) {
        Subject subject =
                new Subject(head.event(), head.deletion(), replica.parent().service(), names(concerned));
        OptionalLong letter = writer.write(tx, record, subject, refusal);
        if (letter.isEmpty()) {
            letter = reopen(tx, head.event(), refusal);
        }
        letter.ifPresent(id -> {
            placed(tx, id);
            new DeadLetterMarks(tx, replica).mark(head, id);
        });
        report(tx, head.event(), concerned, refusal);
    }

    private static OptionalLong reopen(DSLContext tx, UUID event, Refusal refusal) {
        Record row = tx.fetchOne(
                """
                UPDATE cascade.dead_letter SET state = 'open', reason = ?, sql_state = ?, attempts = attempts + 1,
                    resolved_at = NULL
                WHERE event_id = ? AND state <> 'discarded' RETURNING id
                """,
                refusal.reason(),
                refusal.sqlState(),
                event);
        return row == null ? OptionalLong.empty() : OptionalLong.of(row.get(0, Long.class));
    }

    /** Keys that are not of their columns' types have no place, and nothing later of the same keys can there be. */
    private static void place(DSLContext tx, KeyReplica replica, HeldKeys.Head head, long letter) {
        try {
            tx.transaction(savepoint -> {
                DSLContext inner = savepoint.dsl();
                new HeldKeys(inner, replica, new ReplicaWriter(inner, replica)).park(head, letter);
            });
            placed(tx, letter);
        } catch (RuntimeException e) {
            if (!Failures.permanent(e)) {
                throw e;
            }
            LOGGER.atDebug().setCause(e).log("The keys of a dead letter cannot be put into the queue");
        }
    }

    private static void placed(DSLContext tx, long letter) {
        tx.execute("UPDATE cascade.dead_letter SET placed = true WHERE id = ?", letter);
    }

    private void report(DSLContext tx, UUID event, List<Subscription> concerned, Refusal refusal) {
        Deliveries failed = new Deliveries(service);
        concerned.forEach(subscription -> failed.add(
                subscription.relationship().parent().service(),
                Delivery.failed(event, subscription.name(), refusal.reason())));
        failed.report(tx);
    }

    private static Subject subject(IncomingEvent incoming) {
        return new Subject(incoming.id(), incoming.deletion(), incoming.publisher(), names(incoming.subscriptions()));
    }

    private static @Nullable String publisher(List<Subscription> ofTopic) {
        return ofTopic.isEmpty() ? null : ofTopic.get(0).relationship().parent().service();
    }

    private static List<String> names(List<Subscription> concerned) {
        return concerned.stream().map(Subscription::name).toList();
    }
}
