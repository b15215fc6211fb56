/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;

/** The records of events that wait in a queue: one that is refused when its turn comes needs them to become a dead letter. */
public final class HeldRecords {

    private HeldRecords() {}

    public static void keep(DSLContext tx, UUID event, ConsumerRecord<byte[], byte[]> record) {
        Object[] values = StoredRecord.values(record);
        Object[] bindings = new Object[values.length + 1];
        System.arraycopy(values, 0, bindings, 0, values.length);
        bindings[values.length] = event;
        tx.execute(
                "INSERT INTO cascade.held_record (" + StoredRecord.COLUMNS + ", event_id) VALUES ("
                        + StoredRecord.PLACEHOLDERS + ", ?) ON CONFLICT DO NOTHING",
                bindings);
    }

    /** Empty for an event that was set aside by an earlier release. */
    public static Optional<ConsumerRecord<byte[], byte[]>> find(DSLContext tx, UUID event) {
        return tx.fetchOptional(
                        "SELECT " + StoredRecord.SELECTED + " FROM cascade.held_record WHERE event_id = ?", event)
                .map(StoredRecord::read);
    }

    /** For an event of which nothing waits any more. */
    public static void forget(DSLContext tx, UUID event) {
        tx.execute("DELETE FROM cascade.held_record WHERE event_id = ?", event);
    }
}
