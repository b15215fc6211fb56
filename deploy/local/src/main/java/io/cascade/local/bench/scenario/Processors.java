/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.BenchServer;
import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Database;
import io.cascade.local.stack.LocalStack;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The processor time of the stack's parts, from one look to the next. */
final class Processors {

    static final String BROKER_AND_CONNECT = "broker and Connect";
    static final String POSTGRES = "PostgreSQL";

    private final Map<String, Supplier<Stream<ProcessHandle>>> parts = new LinkedHashMap<>();
    private final Map<String, Map<Long, Duration>> before = new LinkedHashMap<>();
    private long at;

    /** The first look. */
    Processors(LocalStack stack) {
        for (String service : new String[] {Cascade.PARENT_SERVICE, Cascade.CHILD_SERVICE}) {
            parts.put(service, () -> Stream.of(stack.service(service).process().toHandle()));
        }
        // The benchmark itself is in the same process.
        parts.put(BROKER_AND_CONNECT, () -> Stream.of(ProcessHandle.current()));
        ProcessHandle postmaster = postmaster(stack);
        parts.put(POSTGRES, () -> Stream.concat(Stream.of(postmaster), postmaster.children()));
        percent();
    }

    private static ProcessHandle postmaster(LocalStack stack) {
        try (Database postgres = BenchServer.of(stack).open("postgres")) {
            long pid = postgres.number("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
            return ProcessHandle.of(pid).orElseThrow();
        }
    }

    /** Of one core by part, since the last look. What a process has used that has ended in between is lost. */
    Map<String, Double> percent() {
        long now = System.nanoTime();
        Map<String, Double> percent = new LinkedHashMap<>();
        parts.forEach((part, processes) -> {
            Map<Long, Duration> used = new HashMap<>();
            processes.get().forEach(process -> process.info()
                    .totalCpuDuration()
                    .ifPresent(duration -> used.put(process.pid(), duration)));
            Map<Long, Duration> last = before.getOrDefault(part, Map.of());
            long nanos = used.entrySet().stream()
                    .mapToLong(each -> each.getValue()
                            .minus(last.getOrDefault(each.getKey(), Duration.ZERO))
                            .toNanos())
                    .sum();
            before.put(part, used);
            percent.put(part, 100.0 * nanos / (now - at));
        });
        at = now;
        return percent;
    }
}
