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

/**
 * An open dead letter that the transaction has locked.
 *
 * @param placed whether its keys wait in the replica's queue, marked with it
 * @param relationships those of this service that it is for; empty for a letter of an earlier release
 * @param since the oldest transaction that may have written anything after it
 */
record OpenLetter(
        long id,
        Optional<UUID> event,
        boolean placed,
        List<String> relationships,
        String since,
        ConsumerRecord<byte[], byte[]> record) {

    /** Waits for whoever is resolving it; empty when it is not open, or there is none. */
    static Optional<OpenLetter> lock(DSLContext tx, long id) {
        return tx.fetchOptional(
                        "SELECT " + StoredRecord.SELECTED + ", event_id, placed, relationships, since::text"
                                + " FROM cascade.dead_letter WHERE id = ? AND state = 'open' FOR UPDATE",
                        id)
                .map(row -> new OpenLetter(
                        id,
                        Optional.ofNullable(row.get(7, UUID.class)),
                        row.get(8, Boolean.class),
                        List.of(row.get(9, String[].class)),
                        row.get(10, String.class),
                        StoredRecord.read(row)));
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
    void report(DSLContext tx, String service, Subscriptions subscriptions, String reason) {
        Deliveries failed = new Deliveries(service);
        event.ifPresent(id -> concerned(subscriptions)
                .forEach(subscription -> failed.add(
                        subscription.relationship().parent().service(),
                        Delivery.failed(id, subscription.name(), reason))));
        failed.report(tx);
    }

    /** Tells the publisher that nothing will become of it, and what had become of it before. */
    void reportDiscarded(
            DSLContext tx, String service, Subscriptions subscriptions, Settlements settlements, String reason) {
        Deliveries discarded = new Deliveries(service);
        event.ifPresent(id -> concerned(subscriptions).forEach(subscription -> {
            long rows = HeldDeliveries.finish(tx, id, subscription.name());
            Delivery given = settlements.discarded(id, subscription.name(), reason);
            discarded.add(
                    subscription.relationship().parent().service(),
                    new Delivery(id, given.relationship(), given.state(), rows, 0, given.reason()));
        }));
        discarded.report(tx);
    }

    private List<Subscription> concerned(Subscriptions subscriptions) {
        return subscriptions.ofTopic(topic()).stream()
                .filter(subscription -> relationships.isEmpty() || relationships.contains(subscription.name()))
                .toList();
    }
}
