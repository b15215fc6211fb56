/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.kafka.Records;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.vote.Ballots.Ballot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
                Records.value(record),
                Records.key(record));
    }

    /** The deletion that it belongs to, if to any. */
    @Nullable
    UUID deletion() {
        if (event instanceof KeysEvent.Deleted deleted) {
            return deleted.deletion();
        }
        if (event instanceof KeysEvent.Intended intended) {
            return intended.deletion();
        }
        return event instanceof KeysEvent.Kept kept ? kept.deletion() : null;
    }

    /** Its keys as they would wait in a queue; empty for an event that changes no keys. */
    Optional<HeldKeys.Head> head() {
        if (event instanceof KeysEvent.Created created) {
            return Optional.of(
                    HeldKeys.Head.of(id, created, KeyBatch.of(replica().parent(), created.keys())));
        }
        if (event instanceof KeysEvent.Deleted deleted) {
            return Optional.of(
                    HeldKeys.Head.of(id, deleted, KeyBatch.of(replica().parent(), deleted.keys())));
        }
        return Optional.empty();
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
