/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.Schedule.Planned;
import io.cascade.local.chaos.Schedule.Round;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.stack.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/** Round after round: clients write, something breaks, heals, all becomes quiet, and what holds is looked at. */
public final class ChaosRun implements AutoCloseable {

    private static final Duration WARM = Duration.ofSeconds(2);
    private static final Duration BULK = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private final Path home;
    private final Path data;
    private final ChaosPlan plan;
    private final Progress progress;
    private final Parts parts = new Parts();
    private int injected;

    /**
     * @param home root of the project
     * @param data a directory of its own
     * @param progress told of every fault and verdict
     */
    public ChaosRun(Path home, Path data, ChaosPlan plan, Progress progress) {
        this.home = home;
        this.data = data;
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param rounds how many have been
     * @param faults that were injected in them, without those that were not possible
     * @param violations of the last round; empty when everything held
     */
    public record Result(int rounds, int faults, List<String> violations) {

        public boolean holds() {
            return violations.isEmpty();
        }
    }

    /** Ends at the first violation. */
    public Result run() throws InterruptedException {
        ChaosStack stack = new ChaosStart(home, data, progress, parts, ClockFaults.contains(faults())).run();
        Workload workload = parts.own(new Workload(stack, plan.seed()));
        Inspection inspection = new Inspection(stack, workload.history());
        Schedule schedule = new Schedule(faults(), plan.oneByOne(), plan.seed());
        long end = System.nanoTime() + plan.time().toNanos();
        int rounds = 0;
        while (rounds < plan.rounds() && System.nanoTime() < end) {
            Round round = schedule.next();
            rounds++;
            List<String> violations = run(round, rounds, stack, workload, inspection);
            if (!violations.isEmpty()) {
                return new Result(rounds, injected, violations);
            }
        }
        return new Result(rounds, injected, List.of());
    }

    private List<String> run(Round round, int number, ChaosStack stack, Workload workload, Inspection inspection)
            throws InterruptedException {
        workload.resume();
        Waiting.pause(WARM);
        if (round.duringDelete()) {
            workload.awaitBulkDelete(BULK);
        }
        List<String> troubles = new ArrayList<>();
        try {
            List<Injected> unhealed = hit(round, stack, workload.history());
            stack.bringUp();
            unhealed.forEach(injected -> injected.heal(stack, workload.history()));
            stack.awaitWork();
            Waiting.pause(AFTERWARDS);
            workload.pause();
            round.faults().forEach(planned -> planned.fault().afterwards(stack));
        } catch (LocalStackException e) {
            troubles.add("round " + number + " (" + round + "): " + e.getMessage());
            workload.pause();
            return troubles;
        }
        long since = System.nanoTime();
        Verdict verdict = inspection.whenQuiet(plan.patience());
        List<String> violations = verdict.violations();
        double seconds = (System.nanoTime() - since) / 1e9;
        progress.report(
                "verdict",
                "%d, %s: %s after %.1f s: %s"
                        .formatted(number, round, violations.isEmpty() ? "holds" : "BROKEN", seconds, verdict));
        violations.forEach(violation -> troubles.add("round " + number + " (" + round + "): " + violation));
        workload.history().prune();
        return troubles;
    }

    /** Injects one after the other, heals each when its time is over, and returns those that others keep from being healed. */
    private List<Injected> hit(Round round, ChaosStack stack, History history) {
        record Healing(Injected injected, long at) {

            private String fault() {
                return injected.fault().name();
            }
        }
        Deque<Planned> planned = new ArrayDeque<>(round.faults());
        List<Healing> healing = new ArrayList<>();
        List<Injected> unhealed = new ArrayList<>();
        long next = System.nanoTime() + planned.getFirst().after().toNanos();
        while (!planned.isEmpty() || !healing.isEmpty()) {
            long now = System.nanoTime();
            if (!planned.isEmpty() && now >= next) {
                Planned each = planned.remove();
                Fault fault = each.fault();
                Injected injected = Injected.of(fault, history);
                if (succeeds(fault.name(), () -> fault.inject(stack))) {
                    progress.report("fault", fault.name() + ": " + fault.what());
                    this.injected++;
                    healing.add(new Healing(
                            injected, System.nanoTime() + each.lasts().toNanos()));
                }
                next = System.nanoTime()
                        + (planned.isEmpty() ? 0 : planned.getFirst().after().toNanos());
            }
            for (Healing each : List.copyOf(healing)) {
                if (System.nanoTime() >= each.at()) {
                    healing.remove(each);
                    if (succeeds(each.fault(), () -> each.injected().heal(stack, history))) {
                        progress.report("heal", each.fault());
                    } else {
                        unhealed.add(each.injected());
                    }
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return unhealed;
    }

    /**
     * A fault that has begun.
     *
     * @param then what was there before, on the levels that it sets back
     */
    private record Injected(Fault fault, Map<Level, Set<Row>> then) {

        private static Injected of(Fault fault, History history) {
            return new Injected(
                    fault, fault.setsBack().stream().collect(Collectors.toMap(Function.identity(), history::present)));
        }

        private void heal(ChaosStack stack, History history) {
            fault.heal(stack);
            then.forEach(history::setBack);
        }
    }

    private boolean succeeds(String fault, Runnable step) {
        try {
            step.run();
            return true;
        } catch (ImpossibleHereException e) {
            progress.report("fault", fault + " is not possible here: " + e.getMessage());
            return false;
        } catch (LocalStackException | KafkaException e) {
            progress.report("fault", fault + " is not possible now: " + e.getMessage());
            return false;
        }
    }

    private List<Fault> faults() {
        return plan.faults().isEmpty()
                ? FaultCatalog.all()
                : plan.faults().stream()
                        .map(name -> FaultCatalog.named(name).orElseThrow())
                        .toList();
    }

    /** Stops whatever has started, at any moment and from any thread. */
    @Override
    public void close() {
        parts.close();
    }
}
