/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Applies records durably. */
@FunctionalInterface
public interface RecordHandler {

    /**
     * Returns when records are dealt with for good. Throws when any of them has to come again; then all do.
     *
     * @param records in the order of each partition; not empty
     * @return those that come again, each with all that follow it in its partition, because the handler has to {@link #rest}
     */
    List<ConsumerRecord<byte[], byte[]>> handle(List<ConsumerRecord<byte[], byte[]>> records);

    /** How long no records are to come. Asked after each batch, and then again and again until it is zero. */
    default Duration rest() {
        return Duration.ZERO;
    }

    /** Called between batches, about every {@link RecordLoop#IDLE}, for work that was set aside. May throw like handle. */
    default void idle() {}

    /** Whether work that was set aside can go on at once, so that the next poll need not wait for records. */
    default boolean busy() {
        return false;
    }
}
