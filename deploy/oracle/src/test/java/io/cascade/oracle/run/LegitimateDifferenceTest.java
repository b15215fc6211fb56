/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.oracle.graph.Action;
import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.GraphOptions;
import io.cascade.oracle.graph.RandomGraph;
import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Operation.Request;
import io.cascade.oracle.history.Operation.Transaction;
import io.cascade.oracle.history.Statement;
import io.cascade.oracle.history.Statement.Effect;
import io.cascade.oracle.run.Answer.Done;
import io.cascade.oracle.run.Answer.Refused;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule permits its one difference, and none beside it. */
class LegitimateDifferenceTest {

    private static final Graph GRAPH = RandomGraph.of(
            new Random(1), GraphOptions.standard().withActions(List.of(Action.CASCADE, Action.RESTRICT)));
    private static final Table PARENT = GRAPH.relationships().get(0).parent();
    private static final List<Answer> ANSWERS = List.of(
            new Done(0),
            new Done(1),
            new Refused("23001"),
            new Refused("23503"),
            new Refused("23505"),
            new Refused("0A000"),
            new Refused("40P01"),
            new Refused("409"));

    @Test
    void anOrdinaryStatementMayNotDifferAtAll() {
        assertThat(permitted(Effect.WRITES)).isEmpty();
    }

    @Test
    void onlyARowThatRefersToItselfMayBeRefusedForItsReference() {
        assertThat(permitted(Effect.WRITES_ITSELF)).containsExactly("0 rows -> 23503", "1 rows -> 23503");
    }

    @Test
    void aChangeOfAKeyMayOnlyBeRefusedByRestriction() {
        assertThat(permitted(Effect.CHANGES_KEY)).containsExactly("1 rows -> 23001", "23503 -> 23001");
    }

    @Test
    void aDeleteFromATableThatNothingGuardsMayNotDiffer() {
        // Given
        Graph unguarded = RandomGraph.of(new Random(1), GraphOptions.standard().withActions(List.of(Action.CASCADE)));

        // Then
        assertThat(permitted(unguarded, Effect.DELETES)).isEmpty();
    }

    @Test
    void restIsBelievedAConflictOnlyWhereThereIsOne() {
        // Given
        Statement statement = new Statement(PARENT, "", Effect.WRITES);
        Operation request = new Request("parent-service", "POST", "/parents", "{}", statement);

        // Then
        assertThat(ANSWERS.stream()
                        .filter(expected ->
                                LegitimateDifference.permit(GRAPH, request, statement, expected, new Refused("409"))))
                .containsExactly(new Refused("23503"), new Refused("23505"));
    }

    @Test
    void aTableIsGuardedByWhatRefusesSomewhereBelowIt() {
        GRAPH.relationships().stream()
                .filter(edge -> edge.action().refuses())
                .map(Edge::parent)
                .forEach(parent -> assertThat(GRAPH.guarded()).contains(parent));
        GRAPH.relationships().stream()
                .filter(edge ->
                        edge.action() == Action.CASCADE && GRAPH.guarded().contains(edge.child()))
                .map(Edge::parent)
                .forEach(parent -> assertThat(GRAPH.guarded()).contains(parent));
    }

    private static List<String> permitted(Effect effect) {
        return permitted(GRAPH, effect);
    }

    private static List<String> permitted(Graph graph, Effect effect) {
        Table parent = graph.relationships().get(0).parent();
        Statement statement = new Statement(parent, "", effect);
        Operation operation = new Transaction(parent.service(), statement);
        return ANSWERS.stream()
                .flatMap(expected -> ANSWERS.stream()
                        .filter(actual -> !actual.equals(expected))
                        .filter(actual -> LegitimateDifference.permit(graph, operation, statement, expected, actual))
                        .flatMap(actual -> Stream.of(expected + " -> " + actual)))
                .toList();
    }
}
