/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Applies records durably. */
@FunctionalInterface
public interface RecordHandler {

    /**
     * Returns when all records are dealt with for good. Throws when any of them has to come again; then all do.
     *
     * @param records in the order of each partition; not empty
     */
    void handle(List<ConsumerRecord<byte[], byte[]>> records);

    /** Called between batches, about every {@link RecordLoop#IDLE}, for work that was set aside. May throw like handle. */
    default void idle() {}

    /** Whether work that was set aside can go on at once, so that the next poll need not wait for records. */
    default boolean busy() {
        return false;
    }
}
