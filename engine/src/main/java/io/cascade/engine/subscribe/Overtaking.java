/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.KeysEvent;
import io.cascade.engine.sql.KeyBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Who goes first while the database suffers and deletes of many keys take long. The order of each key is kept, and nothing
 * overtakes what is said about a whole bucket or a deletion.
 */
final class Overtaking {

    private Overtaking() {}

    /**
     * Creations, and deletes of few keys, of which no key is in an event before them that has to wait.
     *
     * @param few how many keys are few
     * @param limit of keys, all together
     */
    static List<IncomingEvent> of(List<IncomingEvent> events, int few, int limit) {
        List<IncomingEvent> first = new ArrayList<>();
        Map<TopicPartition, Lane> lanes = new HashMap<>();
        int keys = 0;
        for (IncomingEvent event : events) {
            Lane lane = lanes.computeIfAbsent(partition(event.record()), partition -> new Lane());
            if (lane.passes(event, few, limit - keys)) {
                first.add(event);
                keys += event.size();
            }
        }
        return first;
    }

    /** The records by turns: each time another partition is the first. */
    static List<ConsumerRecord<byte[], byte[]>> byTurns(List<ConsumerRecord<byte[], byte[]>> records, int turn) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> partitions = new LinkedHashMap<>();
        records.forEach(record -> partitions
                .computeIfAbsent(partition(record), each -> new ArrayList<>())
                .add(record));
        List<List<ConsumerRecord<byte[], byte[]>>> order = new ArrayList<>(partitions.values());
        Collections.rotate(order, turn);
        return order.stream().flatMap(List::stream).toList();
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** A partition, whose events have one key replica. */
    private static final class Lane {

        private final Set<List<String>> waiting = new HashSet<>();
        private boolean closed;

        boolean passes(IncomingEvent event, int few, int room) {
            KeyBatch keys = event.head().map(HeldKeys.Head::keys).orElse(null);
            if (closed || keys == null) {
                closed = true;
                return false;
            }
            boolean small = event.event() instanceof KeysEvent.Created || keys.size() <= few;
            boolean passes = small && keys.size() <= room;
            for (int i = 0; passes && i < keys.size(); i++) {
                passes = !waiting.contains(keys.row(i));
            }
            for (int i = 0; !passes && i < keys.size(); i++) {
                waiting.add(keys.row(i));
            }
            return passes;
        }
    }
}
