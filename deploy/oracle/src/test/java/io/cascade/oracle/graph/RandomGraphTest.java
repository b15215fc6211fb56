/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomGraphTest {

    private static final GraphOptions ALL =
            GraphOptions.standard().withActions(List.of(Action.values())).withDeleteOrphan();
    private static final List<Graph> GRAPHS = IntStream.range(0, 300)
            .mapToObj(seed -> RandomGraph.of(new Random(seed), seed % 10 == 0 ? ALL.withExample() : ALL))
            .toList();

    @Test
    void everyGraphMakesContractsThatAreValidTogether() {
        for (Graph graph : GRAPHS) {
            List<ContractSource> sources = graph.contracts("o1-", "\"A \"\"schema\"\"\"").entrySet().stream()
                    .map(contract -> new ContractSource(contract.getKey() + ".yaml", contract.getValue()))
                    .collect(Collectors.toList());
            assertThat(Contracts.parse(sources).relationships()).hasSameSizeAs(graph.relationships());
        }
    }

    @Test
    void allTypesActionsAndNumbersOfServicesComeUp() {
        assertThat(GRAPHS.stream().map(graph -> graph.services().size()).collect(Collectors.toSet()))
                .contains(1, 2, 3, 4);
        assertThat(GRAPHS.stream()
                        .flatMap(graph -> graph.relationships().stream())
                        .map(Edge::action)
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(Action.values()));
        assertThat(GRAPHS.stream()
                        .flatMap(graph -> graph.relationships().stream())
                        .flatMap(edge -> edge.target().types().stream())
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(ValueType.values()));
    }

    @Test
    void shapesComeUpThatAreHard() {
        assertThat(GRAPHS).anyMatch(graph -> graph.relationships().stream()
                .anyMatch(edge -> edge.parent().equals(edge.child())));
        assertThat(GRAPHS).anyMatch(graph -> graph.tables().stream()
                .anyMatch(table -> graph.reachableFrom(table).contains(table)
                        && graph.reachableFrom(table).stream()
                                .anyMatch(other -> !other.service().equals(table.service())
                                        && graph.reachableFrom(other).contains(table))));
        assertThat(GRAPHS).anyMatch(graph -> graph.relationships().stream().anyMatch(edge -> edge.key() == 1));
        assertThat(GRAPHS).anyMatch(graph -> graph.relationships().stream()
                .anyMatch(edge -> !edge.setColumns().isEmpty()));
        assertThat(GRAPHS).anyMatch(graph -> graph.tables().stream()
                .anyMatch(table -> table.localRoot().isPresent()));
    }

    @Test
    void literalsAreAsciiWhateverTheyStandFor() {
        assertThat(SqlText.literal("a'b\\\n\u00e9\ud83d\ude00")).isEqualTo("E'a''b\\\\\\u000A\\u00E9\\U0001F600'");
    }
}
