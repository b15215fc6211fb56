/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.stack.LocalStack;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at the services' heaps several times a second and remembers the most that was in use. */
final class HeapWatch implements AutoCloseable {

    private static final long PERIOD_MILLIS = 250;

    private final List<ServiceMetrics> services;
    private final Map<String, Double> most = new TreeMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private HeapWatch(List<ServiceMetrics> services) {
        this.services = services;
        if (!services.isEmpty()) {
            timer.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    static HeapWatch of(LocalStack stack) {
        return new HeapWatch(List.of(
                new ServiceMetrics(stack.service(Cascade.PARENT_SERVICE)),
                new ServiceMetrics(stack.service(Cascade.CHILD_SERVICE))));
    }

    static HeapWatch ofNobody() {
        return new HeapWatch(List.of());
    }

    private synchronized void look() {
        services.forEach(service -> most.merge(service.name(), service.read().heapMebibytes(), Math::max));
    }

    /** By service, now included. */
    synchronized Map<String, Double> mostMebibytes() {
        look();
        return new TreeMap<>(most);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
