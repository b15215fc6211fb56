/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decision 010, by all interleavings of small systems. */
class VoteModelTest {

    /** Everything at once would be too much to visit in seconds; what goes wrong together, goes wrong in one of these. */
    static Stream<VoteRules.Limits> small() {
        return Stream.of(
                new VoteRules.Limits(2, 1, 0, 0, 1, 1),
                new VoteRules.Limits(2, 1, 1, 1, 0, 1),
                new VoteRules.Limits(1, 2, 1, 0, 1, 1),
                new VoteRules.Limits(1, 2, 1, 1, 1, 0),
                new VoteRules.Limits(2, 2, 0, 0, 1, 0),
                new VoteRules.Limits(1, 2, 0, 1, 1, 0, true),
                new VoteRules.Limits(1, 1, 1, 1, 1, 1, true),
                new VoteRules.Limits(2, 1, 0, 1, 1, 0, true));
    }

    @ParameterizedTest
    @MethodSource("small")
    void whateverHappensNothingGoesThatSomebodyHoldsAndEveryVoteEnds(VoteRules.Limits limits) {
        // When
        Exploration all = Explorer.explore(new VoteModel(limits, null));

        // Then
        assertThat(all.counterexample()).isNull();
        assertThat(all.states()).isGreaterThan(1000);
        assertThat(all.endings()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnyOneOfItsGuardsSomethingGoesWrong(VoteRules.Guard guard) {
        assertThat(small().map(limits ->
                                Explorer.explore(new VoteModel(limits, guard)).counterexample())
                        .anyMatch(Objects::nonNull))
                .as("a counterexample without %s", guard)
                .isTrue();
    }

    @Test
    void theWayToAMistakeIsTheShortest() {
        // Given
        VoteRules.Limits limits = new VoteRules.Limits(1, 1, 0, 0, 0, 0);

        // When
        Exploration all = Explorer.explore(new VoteModel(limits, VoteRules.Guard.CONSENT));

        // Then
        assertThat(all.counterexample())
                .hasToString(
                        "a row was deleted although not all have approved\n  1. P: somebody deletes the row by SQL");
    }

    @Test
    void whatGoesAndWhatStaysOfOneDeletionDoNotGetInEachOthersWay() {
        assertThat(Explorer.explore(new PartlyKeptModel(null)).counterexample()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnyOneOfItsGuardsWhatStaysHarmsWhatGoes(PartlyKeptModel.Guard guard) {
        assertThat(Explorer.explore(new PartlyKeptModel(guard)).counterexample())
                .as("a counterexample without %s", guard)
                .isNotNull();
    }
}
