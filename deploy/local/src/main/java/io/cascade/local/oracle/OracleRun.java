/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.oracle.graph.GraphOptions;
import io.cascade.oracle.run.Case;
import io.cascade.oracle.run.Lockstep;
import io.cascade.oracle.run.Mismatch;
import io.cascade.oracle.run.Report;
import io.cascade.oracle.run.Sessions;
import io.cascade.oracle.run.Shrinker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Runs seeds in bundles until all are done, the time is over, or one differs. */
public final class OracleRun {

    /** Small enough that services install a bundle in some seconds, large enough to pay for starting them. */
    public static final int BUNDLE = 25;

    private static final int THREADS = 8;
    private static final Duration SHRINKING = Duration.ofMinutes(10);

    private final StackBench bench;
    private final OraclePlan plan;
    private final Consumer<String> progress;

    public OracleRun(StackBench bench, OraclePlan plan, Consumer<String> progress) {
        this.bench = bench;
        this.plan = plan;
        this.progress = progress;
    }

    /** What was found. */
    public record Result(int seeds, Optional<String> report) {}

    public Result run() {
        int done = 0;
        try (Sessions oracle = bench.oracle();
                Lockstep lockstep = new Lockstep(bench, oracle, "oracle_", THREADS)) {
            long start = System.nanoTime();
            while (done < plan.seeds()
                    && System.nanoTime() - start < plan.time().toNanos()) {
                List<Case> cases = bundle(plan.first() + done, Math.min(BUNDLE, plan.seeds() - done));
                List<Optional<Mismatch>> results = lockstep.run(cases);
                for (int i = 0; i < results.size(); i++) {
                    if (results.get(i).isPresent()) {
                        return new Result(
                                done + i,
                                Optional.of(report(
                                        lockstep, cases.get(i), results.get(i).get())));
                    }
                }
                done += cases.size();
                double minutes = (System.nanoTime() - start) / 60e9;
                progress.accept("%d seeds agree, %.0f a minute".formatted(done, done / minutes));
            }
        }
        return new Result(done, Optional.empty());
    }

    private List<Case> bundle(long first, int count) {
        return LongStream.range(first, first + count).mapToObj(this::of).toList();
    }

    /** One in a bundle uses the tables of the example, which there are only once. */
    private Case of(long seed) {
        GraphOptions options = GraphOptions.standard();
        return Case.of(seed, seed % BUNDLE == 0 ? options.withExample() : options, plan.steps(), plan.writers());
    }

    private String report(Lockstep lockstep, Case failing, Mismatch seen) {
        progress.accept("seed " + failing.seed() + " differs; making its history small:\n" + seen.difference());
        int atOnce = failing.graph().usesExample() ? 1 : BUNDLE;
        List<String> reports = new ArrayList<>();
        new Shrinker(lockstep::run, atOnce, SHRINKING)
                .shrink(failing, seen)
                .ifPresentOrElse(
                        found -> reports.add(Report.of(found.failing(), found.mismatch())),
                        () -> reports.add("It did not happen again; this is all of it.\n" + Report.of(failing, seen)));
        return reports.get(0);
    }
}
