/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.GraphOptions;
import io.cascade.oracle.history.RandomHistory;
import io.cascade.oracle.history.Round;
import java.util.List;
import java.util.Random;

/**
 * A graph and what happens on it.
 *
 * @param seed from which it was made
 * @param setup the rows that stay, which are not up for shrinking
 */
public record Case(long seed, Graph graph, List<Round> setup, List<Round> rounds) {

    public Case {
        setup = List.copyOf(setup);
        rounds = List.copyOf(rounds);
    }

    /** @param writers how many may write at the same time */
    public static Case of(long seed, GraphOptions options, int steps, int writers) {
        Random random = new Random(seed);
        Graph graph = io.cascade.oracle.graph.RandomGraph.of(random, options);
        RandomHistory history = new RandomHistory(random, graph, writers);
        return new Case(seed, graph, history.defaultRows(), history.rounds(steps));
    }

    Case with(Graph other) {
        return new Case(seed, other, setup, rounds);
    }

    Case with(List<Round> others) {
        return new Case(seed, graph, setup, others);
    }
}
