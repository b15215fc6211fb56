/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.Delivery;
import io.cascade.engine.deadletter.DeadLetterWriter.Refusal;
import io.cascade.engine.deadletter.StoredRecord;
import io.cascade.engine.settle.Settlements;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An open dead letter that the transaction has locked.
 *
 * @param placed whether its keys wait in the replica's queue, marked with it
 * @param concerned whom it is for, whatever the contracts say by now
 * @param since the oldest transaction that may have written anything after it
 */
record OpenLetter(
        long id,
        Optional<UUID> event,
        boolean placed,
        List<Concerned> concerned,
        String since,
        ConsumerRecord<byte[], byte[]> record) {

    /** A relationship and the service that waits to hear of it. */
    record Concerned(String publisher, String relationship) {}

    /** Waits for whoever is resolving it; empty when it is not open, or there is none. */
    static Optional<OpenLetter> lock(DSLContext tx, long id, Subscriptions subscriptions) {
        return tx.fetchOptional(
                        "SELECT " + StoredRecord.SELECTED + ", event_id, placed, publisher, relationships, since::text"
                                + " FROM cascade.dead_letter WHERE id = ? AND state = 'open' FOR UPDATE",
                        id)
                .map(row -> {
                    ConsumerRecord<byte[], byte[]> record = StoredRecord.read(row);
                    return new OpenLetter(
                            id,
                            Optional.ofNullable(row.get(7, UUID.class)),
                            row.get(8, Boolean.class),
                            concerned(
                                    row.get(9, String.class),
                                    List.of(row.get(10, String[].class)),
                                    subscriptions.ofTopic(record.topic())),
                            row.get(11, String.class),
                            record);
                });
    }

    /** The record of a letter in any state; empty when there is none. */
    static Optional<ConsumerRecord<byte[], byte[]>> record(DSLContext tx, long id) {
        return tx.fetchOptional("SELECT " + StoredRecord.SELECTED + " FROM cascade.dead_letter WHERE id = ?", id)
                .map(StoredRecord::read);
    }

    /** A letter of an earlier release does not say whom it is for, or not by which service. */
    private static List<Concerned> concerned(
            @Nullable String publisher, List<String> relationships, List<Subscription> ofTopic) {
        if (publisher != null && !relationships.isEmpty()) {
            return relationships.stream()
                    .map(name -> new Concerned(publisher, name))
                    .toList();
        }
        return ofTopic.stream()
                .filter(subscription -> relationships.isEmpty() || relationships.contains(subscription.name()))
                .map(subscription ->
                        new Concerned(subscription.relationship().parent().service(), subscription.name()))
                .toList();
    }

    String topic() {
        return record.topic();
    }

    void replayed(DSLContext tx) {
        tx.execute(
                "UPDATE cascade.dead_letter SET state = 'replayed', attempts = attempts + 1, resolved_at = now()"
                        + " WHERE id = ?",
                id);
    }

    void refused(DSLContext tx, Refusal refusal) {
        tx.execute(
                "UPDATE cascade.dead_letter SET attempts = attempts + 1, reason = ?, sql_state = ? WHERE id = ?",
                refusal.reason(),
                refusal.sqlState(),
                id);
    }

    void discarded(DSLContext tx, String resolution) {
        tx.execute(
                "UPDATE cascade.dead_letter SET state = 'discarded', resolution = ?, resolved_at = now() WHERE id = ?",
                resolution,
                id);
    }

    /** Tells the publisher why it is refused now. */
    void report(DSLContext tx, String service, String reason) {
        Deliveries failed = new Deliveries(service);
        event.ifPresent(id -> concerned.forEach(
                each -> failed.add(each.publisher(), Delivery.failed(id, each.relationship(), reason))));
        failed.report(tx);
    }

    /** Tells the publisher that nothing will become of it, and what had become of it before. */
    void reportDiscarded(DSLContext tx, String service, Settlements settlements, String reason) {
        Deliveries discarded = new Deliveries(service);
        event.ifPresent(id -> concerned.forEach(each -> {
            long rows = HeldDeliveries.finish(tx, id, each.relationship());
            Delivery given = settlements.discarded(id, each.relationship(), reason);
            discarded.add(
                    each.publisher(), new Delivery(id, given.relationship(), given.state(), rows, 0, given.reason()));
        }));
        discarded.report(tx);
    }
}
