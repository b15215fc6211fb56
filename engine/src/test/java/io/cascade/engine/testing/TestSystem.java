/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.testing;

import io.cascade.contracts.Contracts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Several services whose events the test carries to and fro, until nobody has anything to say. */
public final class TestSystem {

    private final Map<String, TestService> services = new LinkedHashMap<>();
    private final Contracts contracts;
    private Predicate<ConsumerRecord<byte[], byte[]>> lost = record -> false;
    private int times = 1;

    public TestSystem(Contracts contracts) {
        this(contracts, TestService::migrated);
    }

    /** @param newService makes a service of its name */
    public TestSystem(Contracts contracts, BiFunction<String, Contracts, TestService> newService) {
        this.contracts = contracts;
        contracts.services().forEach(name -> services.put(name, newService.apply(name, contracts)));
    }

    public TestService service(String name) {
        return services.get(name);
    }

    public Collection<TestService> services() {
        return services.values();
    }

    public Contracts contracts() {
        return contracts;
    }

    /** When all tables are there. */
    public TestSystem install() {
        services.values().forEach(TestService::install);
        deliver();
        return this;
    }

    /** Everything arrives so often. */
    public TestSystem repeating(int deliveries) {
        times = deliveries;
        return this;
    }

    /** Records that do not arrive, as if their reader were down; they are not kept. */
    public TestSystem losing(Predicate<ConsumerRecord<byte[], byte[]>> records) {
        lost = records;
        return this;
    }

    public void deliver() {
        while (step()) {
            // A step is one hop.
        }
    }

    /** One hop of everything that was written; returns whether there was anything. */
    public boolean step() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        services.values().forEach(service -> records.addAll(service.takeOutbox()));
        records.removeIf(lost);
        for (int i = 0; i < times; i++) {
            services.values().forEach(service -> service.take(records));
        }
        services.values().forEach(TestService::work);
        return !records.isEmpty();
    }
}
