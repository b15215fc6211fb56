/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.kafka.Records;
import io.cascade.engine.vote.Ballots.Ballot;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that could be read and is for this service.
 *
 * @param time when the publisher wrote it
 * @param subscriptions those of the event's relationships that are ours; all have the same key replica; not empty
 */
record IncomingEvent(
        ConsumerRecord<byte[], byte[]> record,
        UUID id,
        Instant time,
        KeysEvent event,
        List<Subscription> subscriptions) {

    KeyReplica replica() {
        return subscriptions.get(0).replica();
    }

    String publisher() {
        return subscriptions.get(0).relationship().parent().service();
    }

    @Nullable
    String traceparent() {
        return Records.header(record, CloudEventHeaders.TRACEPARENT).orElse(null);
    }

    Ballot ballot(KeysEvent.Intended intended) {
        return new Ballot(
                id,
                publisher(),
                record.topic(),
                intended.deletion(),
                subscriptions.stream().map(Subscription::name).toList(),
                Records.value(record));
    }

    /** How many keys it carries; a marker counts as one. */
    int size() {
        if (event instanceof KeysEvent.Created created) {
            return created.keys().values().iterator().next().size();
        }
        if (event instanceof KeysEvent.Deleted deleted) {
            return deleted.keys().values().iterator().next().size();
        }
        return 1;
    }
}
