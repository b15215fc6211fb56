/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.KeysEvent;
import io.cascade.contracts.event.MalformedEventException;
import io.cascade.engine.kafka.Records;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns records into events, strictly: what is not certain to be understood must not decide over rows. */
final class EventReader {

    private static final Set<EventType> CARRYING_KEYS = Set.of(
            EventType.KEYS_CREATED,
            EventType.KEYS_DELETED,
            EventType.KEYS_ORPHANED,
            EventType.KEYS_BACKFILLED,
            EventType.KEYS_INTENDED,
            EventType.KEYS_KEPT,
            EventType.KEYS_RESTORED);

    private final Subscriptions subscriptions;

    EventReader(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /**
     * Empty when the event is for other relationships only.
     *
     * @throws MalformedEventException with what is wrong, without keys
     */
    Optional<IncomingEvent> read(ConsumerRecord<byte[], byte[]> record) {
        String typeName = header(record, CloudEventHeaders.TYPE);
        EventType type = EventType.of(typeName)
                .filter(CARRYING_KEYS::contains)
                .orElseThrow(() -> new MalformedEventException("unknown event type '" + typeName + "'"));
        UUID id = id(record).orElseThrow(() -> new MalformedEventException("the header ce_id is no UUID"));
        KeysEvent event = EventCodec.keys(type, Records.value(record));
        List<Subscription> addressed = subscriptions.addressed(record.topic(), event.relationships());
        if (addressed.isEmpty()) {
            return Optional.empty();
        }
        for (Subscription subscription : addressed) {
            checkColumns(event, subscription);
        }
        return Optional.of(new IncomingEvent(record, id, time(record), event, concerned(event, addressed)));
    }

    /** A key that goes takes the children of every relationship along, also of one that its publisher does not know yet. */
    private List<Subscription> concerned(KeysEvent event, List<Subscription> addressed) {
        return event instanceof KeysEvent.Deleted deleted && deleted.propagation() == Propagation.ORPHAN
                ? subscriptions.of(addressed.get(0).replica())
                : addressed;
    }

    /** The event's id, if at least that can be read. */
    static Optional<UUID> id(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Records.header(record, CloudEventHeaders.ID).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void checkColumns(KeysEvent event, Subscription subscription) {
        Map<String, List<String>> keys;
        if (event instanceof KeysEvent.Created created) {
            keys = created.keys();
        } else if (event instanceof KeysEvent.Deleted deleted) {
            keys = deleted.keys();
        } else if (event instanceof KeysEvent.Intended intended) {
            keys = intended.keys();
        } else {
            return;
        }
        Set<String> expected = Set.copyOf(subscription.relationship().parent().keyColumns());
        if (!keys.keySet().equals(expected)) {
            throw new MalformedEventException("the event's key columns " + keys.keySet()
                    + " are not those of the contract " + expected + " of '" + subscription.name() + "'");
        }
    }

    private static Instant time(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Instant.parse(header(record, CloudEventHeaders.TIME));
        } catch (DateTimeParseException e) {
            throw new MalformedEventException("the header ce_time is no RFC 3339 time");
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Records.header(record, name)
                .orElseThrow(() -> new MalformedEventException("the header " + name + " is missing"));
    }
}
