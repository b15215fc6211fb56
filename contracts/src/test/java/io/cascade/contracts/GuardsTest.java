/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardsTest {

    @Test
    void aRelationshipThatRefusesHasAVoteAndSoHasEveryCascadeThatLeadsToIt() {
        assertThat(asked("a>b CASCADE", "b>c CASCADE", "c>d RESTRICT", "b>e CASCADE", "a>f SET NULL"))
                .containsExactly("a-b", "b-c", "c-d");
        assertThat(asked("a>b CASCADE", "b>c NO ACTION")).containsExactly("a-b", "b-c");
    }

    @Test
    void whatOnlyClearsAReferenceLeadsNowhere() {
        assertThat(asked("a>b SET NULL", "b>c RESTRICT", "d>b SET DEFAULT")).containsExactly("b-c");
    }

    @Test
    void cyclesEnd() {
        assertThat(asked("a>b CASCADE", "b>a CASCADE")).isEmpty();
        assertThat(asked("a>b CASCADE", "b>a CASCADE", "b>b RESTRICT")).containsExactly("a-b", "b-a", "b-b");
    }

    private static List<String> asked(String... edges) {
        Contracts contracts =
                Contracts.parse(Arrays.stream(edges).map(GuardsTest::source).toList());
        return new Guards(contracts)
                .asked(contracts.relationships()).stream()
                        .map(Relationship::name)
                        .toList();
    }

    private static ContractSource source(String edge) {
        String parent = edge.substring(0, 1);
        String child = edge.substring(2, 3);
        return new ContractSource(
                edge,
                "name: %1$s-%2$s\nparent: {service: s%1$s, table: t, key: [{column: id, type: bigint}]}\n"
                                .formatted(parent, child)
                        + "child: {service: s%s, table: t, columns: [r_%s]}\nonDelete: %s\n"
                                .formatted(child, parent, edge.substring(4)));
    }
}
