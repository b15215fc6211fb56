/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.NativeForeignKey;
import io.cascade.local.bench.report.Outcome;
import io.cascade.local.bench.report.Target;
import io.cascade.local.bench.report.Unit;
import java.util.List;

/** Single deletes, as many as there can be. */
final class SingleStream implements Scenario {

    private static final List<Integer> CLIENTS = List.of(1, 8);
    private static final int TIMES_SINGLES = 4;

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String description() {
        return "single deletes from 1 and from 8 clients, as fast as each can";
    }

    @Override
    public Outcome run(Arena arena) {
        Measurements measured = new Measurements();
        arena.rounds(
                name(),
                List.of(arena.nativeForeignKey(), arena.cascade()),
                (round, contender) -> CLIENTS.forEach(clients -> {
                    double throughput = throughput(arena, contender, clients);
                    if (round > 0) {
                        measured.add(contender.name(), metric(clients), Unit.PER_SECOND, throughput);
                    }
                }));
        return new Outcome(
                name(),
                "A round deletes " + deletes(arena) + " parents with "
                        + arena.plan().children()
                        + " children each, a statement a parent. It ends when all children are gone.",
                measured.series(),
                List.of(),
                CLIENTS.stream()
                        .map(clients -> Target.atLeast(
                                metric(clients) + ", times that with the native foreign key",
                                0.5,
                                Unit.TIMES,
                                measured.ratio(Cascade.NAME, NativeForeignKey.NAME, metric(clients))))
                        .toList());
    }

    private static long deletes(Arena arena) {
        return (long) arena.plan().singles() * TIMES_SINGLES;
    }

    private static String metric(int clients) {
        return "deletes by " + clients + (clients == 1 ? " client" : " clients");
    }

    private static double throughput(Arena arena, Contender contender, int clients) {
        long deletes = deletes(arena);
        Family family =
                new Family(contender, arena.ids(deletes), deletes, arena.plan().children()).load();
        Stopwatch watch = Stopwatch.started();
        Clients.run(contender.parents(), "DELETE FROM parents WHERE id = ?", family.first(), deletes, clients);
        family.awaitGone();
        return deletes / watch.seconds();
    }
}
