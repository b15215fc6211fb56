/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.Database;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A load that never ends, followed second by second. */
final class Steady implements Scenario {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String OPEN = " FROM cascade.delivery WHERE state NOT IN ('settled', 'discarded')";
    private static final String RETAINED = "SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)"
            + " FROM pg_replication_slots";
    private static final double MEBIBYTE = 1 << 20;
    private static final String HEAP = "heap in use";

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public String description() {
        return "a steady load of inserts and deletes: lag, CPU, heap, and WAL that is retained";
    }

    @Override
    public Outcome run(Arena arena) {
        Duration duration = arena.plan().steady();
        Measurements measured = new Measurements();
        TimeLine seen = new TimeLine();
        arena.tell(name() + ": " + duration.toSeconds() + " s");
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
        return new Outcome(
                name(),
                "For " + duration.toSeconds() + " s, " + Load.INSERTS_PER_SECOND
                        + " parents a second are inserted, a child of"
                        + " each as soon as its key has arrived, and " + Load.DELETES_PER_SECOND
                        + " parents a second are deleted one by one. The lag is the age of the oldest delivery that is"
                        + " open. The benchmark itself is part of the process of broker and Connect.",
                measured.series(),
                seen.plots(),
                List.of(Target.atMost(
                        "heap of child-service",
                        128,
                        Unit.MEBIBYTES,
                        measured.median(Cascade.CHILD_SERVICE, HEAP + ", most"))));
    }

    /** Looks at everything. */
    private static final class Probe implements AutoCloseable {

        private final TimeLine seen;
        private final Database parents;
        private final Database server;
        private final Processors processors;
        private final List<ServiceMetrics> services;

        Probe(Arena arena, TimeLine seen) {
            this.seen = seen;
            parents = Cascade.database(arena.stack().service(Cascade.PARENT_SERVICE));
            server = arena.server().open("postgres");
            processors = new Processors(arena.stack());
            services = List.of(
                    new ServiceMetrics(arena.stack().service(Cascade.PARENT_SERVICE)),
                    new ServiceMetrics(arena.stack().service(Cascade.CHILD_SERVICE)));
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
        }

        @Override
        public void close() {
            parents.close();
            server.close();
        }
    }
}
