/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.EngineListener;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Services between which the test carries events, and loses some; slot and consumers have read what there is unless it says otherwise. */
final class WatchdogFixture {

    static final Duration AFTER = Duration.ofMinutes(5);
    static final Slot READ = new Slot("reserved", true, Long.MAX_VALUE, Long.MAX_VALUE);
    static final Group READING = new Group.Known(1, Map.of(), Map.of());

    final TestSystem system;
    final Map<String, Integer> republished = new HashMap<>();
    private final Contracts contracts;
    private final Map<String, Watchdog> watchdogs = new HashMap<>();

    WatchdogFixture(Contracts contracts) {
        this.contracts = contracts;
        this.system = new TestSystem(contracts);
    }

    TestService service(String name) {
        return system.service(name);
    }

    /** Lets the time pass after which a delivery of the service is published again. */
    WatchdogFixture later(String service, Duration time) {
        service(service)
                .sql(
                        "UPDATE cascade.delivery SET created_at = created_at - interval '%d ms', republished_at = republished_at - interval '%d ms'"
                                .formatted(time.toMillis(), time.toMillis()));
        return this;
    }

    int round(String service) {
        return round(service, READ, READING);
    }

    int round(String service, Slot slot, Group group) {
        Map<String, Group> groups = new HashMap<>();
        published(service).forEach(relationship -> groups.put(Diagnosis.groupOf(relationship), group));
        return watchdog(service).round(new Diagnosis(service, slot, Duration.ZERO, groups));
    }

    /** Another instance of the service. */
    Watchdog instance(String service) {
        return new Watchdog(
                service(service).dsl(),
                published(service),
                AFTER,
                new EngineListener() {
                    @Override
                    public void republished(String relationship, int events) {
                        republished.merge(relationship, events, Integer::sum);
                    }
                },
                new Republication(contracts.publishedBy(service).keySet()),
                Duration.ZERO);
    }

    /** Carries all that there is, but for what is lost on the way. */
    void deliver(Predicate<ConsumerRecord<byte[], byte[]>> lost) {
        system.losing(lost).deliver();
        system.losing(record -> false);
    }

    static Predicate<ConsumerRecord<byte[], byte[]>> of(String topic) {
        return record -> record.topic().equals(topic);
    }

    List<String> deliveries(String service) {
        return service(service)
                .values(
                        String.class,
                        "SELECT concat_ws(' ', relationship, state, rows, reason) FROM cascade.delivery ORDER BY 1");
    }

    private Watchdog watchdog(String service) {
        return watchdogs.computeIfAbsent(service, this::instance);
    }

    private List<Relationship> published(String service) {
        return contracts.publishedBy(service).values().stream()
                .flatMap(List::stream)
                .toList();
    }
}
