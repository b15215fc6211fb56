/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.history.Operation;
import io.cascade.oracle.run.Mismatch.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs several cases at once, one round of each at a time: all write, all wait together until the system is quiet, all are
 * compared. So the wait, which is most of the time, is paid once a round and not once a round and case.
 */
public final class Lockstep implements AutoCloseable {

    private final Bench bench;
    private final Sessions oracle;
    private final ExecutorService threads;
    private final String schemas;
    private final boolean concurrent;

    /**
     * @param oracle the database with native foreign keys
     * @param schemas what the names of its schemas start with
     * @param threads how many operations run at the same time
     */
    public Lockstep(Bench bench, Sessions oracle, String schemas, int threads) {
        this.bench = bench;
        this.oracle = oracle;
        this.schemas = schemas;
        this.concurrent = threads > 1;
        this.threads = Executors.newFixedThreadPool(threads);
    }

    /** What became of each case: nothing if all was as with native foreign keys. */
    public List<Optional<Mismatch>> run(List<Case> cases) {
        List<SystemUnderTest> systems =
                bench.install(cases.stream().map(Case::graph).toList());
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            trials.add(new Trial(
                    cases.get(i),
                    systems.get(i),
                    new NativeDatabase(cases.get(i).graph(), oracle, schemas + i)));
        }
        int rounds = cases.stream()
                .mapToInt(each -> each.setup().size() + each.rounds().size())
                .max()
                .orElse(0);
        int place = 0;
        try {
            while (place < rounds) {
                round(trials, place);
                place++;
            }
            storm(trials, rounds);
            forEach(trials, this::complain);
        } catch (NotQuietException e) {
            stuck(trials, place, e);
        }
        trials.forEach(trial -> trial.oracle().drop());
        return trials.stream().map(Trial::mismatch).toList();
    }

    private void complain(Trial trial) {
        List<String> complaints = bench.complaints(trial.system());
        if (!complaints.isEmpty()) {
            int end = trial.subject().setup().size() + trial.subject().rounds().size();
            trial.fail(end, Kind.COMPLAINT, String.join("\n", complaints));
        }
    }

    /** Ends the bundle: what is not quiet can be compared with nothing. */
    private static void stuck(List<Trial> trials, int place, NotQuietException failure) {
        List<Trial> known = trials.stream()
                .filter(trial -> failure.stuck().containsKey(trial.system()))
                .toList();
        if (known.isEmpty()) {
            throw failure;
        }
        known.forEach(trial -> trial.fail(place, Kind.STUCK, failure.stuck().getOrDefault(trial.system(), "")));
    }

    private void storm(List<Trial> trials, int place) {
        List<StormTrial> storms = trials.stream()
                .filter(trial -> trial.mismatch().isEmpty())
                .map(StormTrial::new)
                .toList();
        int lasting =
                storms.stream().mapToInt(storm -> storm.lastingRounds()).max().orElse(0);
        for (int i = 0; i < lasting; i++) {
            int round = i;
            all(storms.stream()
                    .<Callable<Boolean>>map(storm -> () -> storm.insertLasting(round))
                    .toList());
            bench.quiesce();
        }
        all(storms.stream().flatMap(storm -> storm.writers().stream()).toList());
        bench.quiesce();
        all(storms.stream()
                .<Callable<Boolean>>map(storm -> () -> storm.check(place))
                .toList());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void round(List<Trial> trials, int place) {
        List<Callable<Boolean>> writes = new ArrayList<>();
        List<List<Answered>> answered = new ArrayList<>();
        for (Trial trial : trials) {
            List<Answered> mine = new ArrayList<>();
            for (Operation operation : trial.round(place).operations()) {
                Answered answer = new Answered(operation);
                mine.add(answer);
                writes.add(() -> answer.ask(trial.system()));
                if (!concurrent) {
                    writes.add(() -> {
                        bench.quiesce();
                        return true;
                    });
                }
            }
            answered.add(mine);
        }
        if (writes.isEmpty()) {
            return;
        }
        all(writes);
        List<Trial> moved = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            answered.get(i).forEach(answer -> trial.judge(place, answer.operation, answer.answers));
            if (!answered.get(i).isEmpty()) {
                moved.add(trial);
            }
        }
        bench.quiesce();
        forEach(moved, trial -> {
            List<String> differences = trial.differences();
            if (!differences.isEmpty()) {
                trial.fail(place, Kind.ROWS, String.join("\n", differences));
            }
        });
    }

    private void forEach(List<Trial> trials, java.util.function.Consumer<Trial> work) {
        all(trials.stream()
                .<Callable<Boolean>>map(trial -> () -> {
                    work.accept(trial);
                    return true;
                })
                .toList());
    }

    private void all(List<Callable<Boolean>> work) {
        try {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                done.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** An operation and, once asked, the system's answers. */
    private static final class Answered {

        private final Operation operation;
        private List<Answer> answers = List.of();

        Answered(Operation operation) {
            this.operation = operation;
        }

        boolean ask(SystemUnderTest system) {
            answers = system.execute(operation);
            return true;
        }
    }
}
