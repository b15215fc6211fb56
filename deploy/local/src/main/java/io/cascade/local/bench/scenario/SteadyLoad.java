/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.Database;
import io.cascade.local.bench.report.Unit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A steady load, with all that could grow under it looked at every second. */
final class SteadyLoad {

    static final String HEAP = "heap in use";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String OPEN = " FROM cascade.delivery WHERE state NOT IN ('settled', 'discarded')";
    private static final String RETAINED = "SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)"
            + " FROM pg_replication_slots";
    private static final double MEBIBYTE = 1 << 20;

    private SteadyLoad() {}

    /** Returns when the load is over and everything has settled. */
    static void run(Arena arena, Duration duration, TimeLine seen, Measurements measured) {
        Contender cascade = arena.cascade();
        Family bystanders = arena.bystanders(cascade);
        try (Load load = new Load(arena, cascade);
                Probe probe = new Probe(arena, seen)) {
            long start = System.nanoTime();
            for (int second = 1; second <= duration.toSeconds(); second++) {
                LockSupport.parkNanos(start + second * SECOND.toNanos() - System.nanoTime());
                load.check();
                probe.look((System.nanoTime() - start) / 1e9);
            }
            measured.add(Cascade.NAME, "parents with a child", Unit.PER_SECOND, load.insertsPerSecond());
            measured.add(Cascade.NAME, "deletes", Unit.PER_SECOND, load.deletesPerSecond());
        }
        cascade.awaitQuiet();
        bystanders.expectComplete();
        seen.summarise(measured);
    }

    /** Looks at everything. */
    private static final class Probe implements AutoCloseable {

        private final TimeLine seen;
        private final Database parents;
        private final Database server;
        private final Processors processors;
        private final List<ServiceMetrics> services;
        private final Sizes sizes;

        Probe(Arena arena, TimeLine seen) {
            this.seen = seen;
            parents = Cascade.database(arena.stack().service(Cascade.PARENT_SERVICE));
            server = arena.server().open("postgres");
            processors = new Processors(arena.stack());
            services = List.of(
                    new ServiceMetrics(arena.stack().service(Cascade.PARENT_SERVICE)),
                    new ServiceMetrics(arena.stack().service(Cascade.CHILD_SERVICE)));
            sizes = new Sizes(arena.stack());
        }

        void look(double second) {
            seen.add("deliveries open", Unit.ROWS, Cascade.NAME, second, parents.number("SELECT count(*)" + OPEN));
            String age = "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1e6, 0)::bigint";
            seen.add("lag", Unit.SECONDS, Cascade.NAME, second, parents.number(age + OPEN) / 1e6);
            processors.percent().forEach((part, value) -> seen.add("CPU", Unit.PERCENT_OF_A_CORE, part, second, value));
            for (ServiceMetrics service : services) {
                ServiceMetrics.Reading reading = service.read();
                seen.add(HEAP, Unit.MEBIBYTES, service.name(), second, reading.heapMebibytes());
                seen.add("heap after a collection", Unit.MEBIBYTES, service.name(), second, reading.liveMebibytes());
            }
            seen.add("WAL retained", Unit.MEBIBYTES, Cascade.NAME, second, server.number(RETAINED) / MEBIBYTE);
            sizes.mebibytes().forEach((what, size) -> seen.add(Sizes.METRIC, Unit.MEBIBYTES, what, second, size));
        }

        @Override
        public void close() {
            parents.close();
            server.close();
            sizes.close();
        }
    }
}
