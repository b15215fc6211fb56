/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a failing case small: first the history by delta debugging, then the relationships and tables, then the history
 * again. All candidates of a step are tried at once, each as a graph of its own, because on a bench with real services the
 * installation is what takes the time.
 *
 * @see <a href="https://doi.org/10.1109/32.988498">Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input</a>
 */
public final class Shrinker {

    private final Function<List<Case>, List<Optional<Mismatch>>> bench;
    private final int atOnce;
    private final long deadline;

    /**
     * @param bench runs cases
     * @param atOnce how many it takes
     * @param patience after which the smallest case so far has to do
     */
    public Shrinker(Function<List<Case>, List<Optional<Mismatch>>> bench, int atOnce, Duration patience) {
        this.bench = bench;
        this.atOnce = atOnce;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /**
     * A smaller case that fails in the same kind of way.
     *
     * @return nothing when the case does not fail again, as after a storm, which is another one each time
     */
    public Optional<Found> shrink(Case failing, Mismatch seen) {
        boolean inStorm = seen.kind() != Mismatch.Kind.COMPLAINT
                && seen.place() > failing.rounds().size();
        if (inStorm || seen.kind() == Mismatch.Kind.STORM) {
            return Optional.empty();
        }
        int end = Math.min(failing.rounds().size(), seen.place());
        Case cut = seen.kind() == Mismatch.Kind.COMPLAINT
                ? failing
                : failing.withoutStorm().with(failing.rounds().subList(0, end));
        return first(List.of(cut), seen.kind()).map(found -> history(graph(history(found))));
    }

    /** A case and how it fails. */
    public record Found(Case failing, Mismatch mismatch) {}

    private Found history(Found start) {
        Found smallest = start;
        int pieces = 2;
        while (operations(smallest.failing()).size() > 1 && !over()) {
            List<Placed> all = operations(smallest.failing());
            pieces = Math.min(pieces, all.size());
            List<Case> candidates = new ArrayList<>();
            for (int i = 0; i < pieces; i++) {
                int from = all.size() * i / pieces;
                int to = all.size() * (i + 1) / pieces;
                List<Placed> rest = new ArrayList<>(all.subList(0, from));
                rest.addAll(all.subList(to, all.size()));
                if (pieces > 2) {
                    candidates.add(smallest.failing().with(rounds(all.subList(from, to))));
                }
                candidates.add(smallest.failing().with(rounds(rest)));
            }
            Optional<Found> found = first(candidates, start.mismatch().kind());
            if (found.isPresent()) {
                smallest = found.get();
                pieces = Math.max(2, pieces - 1);
            } else if (pieces == all.size()) {
                return smallest;
            } else {
                pieces = Math.min(all.size(), pieces * 2);
            }
        }
        return smallest;
    }

    private Found graph(Found start) {
        Found smallest = start;
        boolean smaller = true;
        while (smaller && !over()) {
            Case now = smallest.failing();
            List<Case> candidates = new ArrayList<>();
            for (Table table : now.graph().tables()) {
                if (unused(now, table)) {
                    candidates.add(withoutTable(now, table));
                }
            }
            for (Edge edge : now.graph().relationships()) {
                candidates.add(now.with(now.graph().without(edge)));
            }
            Optional<Found> found = first(candidates, start.mismatch().kind());
            smaller = found.isPresent();
            smallest = found.orElse(smallest);
        }
        return smallest;
    }

    private static boolean unused(Case now, Table table) {
        return operations(now).stream()
                        .noneMatch(placed -> placed.operation().tables().contains(table))
                && now.graph().relationships().stream()
                        .noneMatch(edge ->
                                edge.parent().equals(table) || edge.child().equals(table));
    }

    private static Case withoutTable(Case now, Table table) {
        List<Round> setup = now.setup().stream()
                .filter(round -> round.operations().stream()
                        .noneMatch(operation -> operation.tables().contains(table)))
                .toList();
        return new Case(now.seed(), now.graph().without(table), setup, now.rounds(), now.storm());
    }

    private Optional<Found> first(List<Case> candidates, Mismatch.Kind kind) {
        for (int from = 0; from < candidates.size() && !over(); from += atOnce) {
            List<Case> some = candidates.subList(from, Math.min(candidates.size(), from + atOnce));
            List<Optional<Mismatch>> results = bench.apply(some);
            for (int i = 0; i < some.size(); i++) {
                Optional<Mismatch> mismatch = results.get(i).filter(each -> each.kind() == kind);
                if (mismatch.isPresent()) {
                    return Optional.of(new Found(some.get(i), mismatch.get()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean over() {
        return System.nanoTime() > deadline;
    }

    private record Placed(int round, Operation operation) {}

    private static List<Placed> operations(Case failing) {
        List<Placed> operations = new ArrayList<>();
        for (int i = 0; i < failing.rounds().size(); i++) {
            int round = i;
            failing.rounds().get(i).operations().forEach(operation -> operations.add(new Placed(round, operation)));
        }
        return operations;
    }

    private static List<Round> rounds(List<Placed> operations) {
        List<Round> rounds = new ArrayList<>();
        List<Operation> together = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            together.add(operations.get(i).operation());
            if (i + 1 == operations.size()
                    || operations.get(i + 1).round() != operations.get(i).round()) {
                rounds.add(new Round(together));
                together = new ArrayList<>();
            }
        }
        return rounds;
    }
}
