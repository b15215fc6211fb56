/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.GraphOptions;
import io.cascade.oracle.graph.RandomGraph;
import io.cascade.oracle.history.RandomHistory;
import io.cascade.oracle.history.Round;
import io.cascade.oracle.history.Storm;
import java.util.List;
import java.util.Random;

/**
 * A graph and what happens on it.
 *
 * @param seed from which it was made
 * @param setup the rows that stay, which are not up for shrinking
 * @param storm what comes after the rounds; it cannot be repeated exactly
 */
public record Case(long seed, Graph graph, List<Round> setup, List<Round> rounds, Storm storm) {

    /** Of each writer; enough for cascades and writes to meet, few enough that a history's end is not most of it. */
    private static final int STORM_OPERATIONS = 12;

    public Case {
        setup = List.copyOf(setup);
        rounds = List.copyOf(rounds);
    }

    /** @param writers how many may write at the same time */
    public static Case of(long seed, GraphOptions options, int steps, int writers) {
        Random random = new Random(seed);
        Graph graph = RandomGraph.of(random, options);
        RandomHistory history = new RandomHistory(random, graph, writers);
        return new Case(
                seed,
                graph,
                history.defaultRows(),
                history.rounds(steps),
                writers > 1 ? history.storm(STORM_OPERATIONS) : Storm.NONE);
    }

    Case withoutStorm() {
        return new Case(seed, graph, setup, rounds, Storm.NONE);
    }

    Case with(Graph other) {
        return new Case(seed, other, setup, rounds, storm);
    }

    Case with(List<Round> others) {
        return new Case(seed, graph, setup, others, storm);
    }
}
