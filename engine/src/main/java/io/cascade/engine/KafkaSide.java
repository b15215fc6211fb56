/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine;

import io.cascade.engine.kafka.ClockWatch;
import io.cascade.engine.kafka.KafkaClients;
import io.cascade.engine.kafka.RecordHandler;
import io.cascade.engine.kafka.RecordLoop;
import io.cascade.engine.kafka.SyncSender;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** Everything that talks to Kafka for as long as the engine runs, by clients that are replaced when they have to be. */
final class KafkaSide implements AutoCloseable {

    private final KafkaClients clients;
    private final IntConsumer onRetry;
    private final ClockWatch clock = new ClockWatch();
    private final SyncSender sender;
    private final List<RecordLoop> loops = new CopyOnWriteArrayList<>();

    /** @param onRetry told the number of failures in a row of whoever reads */
    KafkaSide(KafkaClients clients, IntConsumer onRetry) {
        this.clients = clients;
        this.onRetry = onRetry;
        this.sender = new SyncSender(clients::producer);
        // In this order: to end a client may take a while, and who reads must not wait for it.
        clock.onSetBack(() -> loops.forEach(RecordLoop::renew));
        clock.onSetBack(sender::close);
    }

    void start() {
        clock.start();
    }

    /** For what goes to Kafka without the outbox. */
    SyncSender sender() {
        return sender;
    }

    /** @param listener told when clients have to be replaced; must not wait for anything */
    void onRenewal(Runnable listener) {
        clock.onSetBack(listener);
    }

    /** Reads the topics as a member of the group, from now on. */
    void read(String group, Set<String> topics, RecordHandler handler) {
        RecordLoop loop = new RecordLoop(group, () -> clients.consumer(group), topics, handler, onRetry);
        loops.add(loop);
        loop.start();
    }

    /** Why records are not being applied; empty when all are. */
    List<String> troubles() {
        return loops.stream().flatMap(loop -> loop.trouble().stream()).toList();
    }

    /** The records that this instance has yet to read, by group; without groups of which that is not known. */
    Map<String, Long> lag() {
        Map<String, Long> lag = new TreeMap<>();
        loops.forEach(loop -> loop.lag().ifPresent(records -> lag.merge(loop.name(), records, Long::sum)));
        loops.stream().filter(loop -> loop.lag().isEmpty()).forEach(loop -> lag.remove(loop.name()));
        return lag;
    }

    /** Ends all that reads, the latest first. Also more than once. */
    @Override
    public void close() {
        for (int i = loops.size() - 1; i >= 0; i--) {
            loops.get(i).close();
        }
        sender.close();
        clock.close();
    }
}
