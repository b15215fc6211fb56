/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decisions 012 and 013, by all interleavings of small systems. */
class SettlementModelTest {

    static Stream<SettlementModel.Limits> small() {
        return Stream.of(
                new SettlementModel.Limits(1, 0, 0, 0),
                new SettlementModel.Limits(0, 1, 1, 0),
                new SettlementModel.Limits(0, 1, 0, 1),
                new SettlementModel.Limits(1, 0, 1, 0),
                new SettlementModel.Limits(0, 2, 1, 1),
                new SettlementModel.Limits(1, 1, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("small")
    void settledIsNeverSaidTooEarlyNeverTwiceDifferentlyAndAlwaysInTheEnd(SettlementModel.Limits limits) {
        // When
        Exploration all = Explorer.explore(new SettlementModel(limits, null));

        // Then
        assertThat(all.counterexample()).isNull();
        assertThat(all.states()).isGreaterThan(100);
        assertThat(all.endings()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnyOneOfItsGuardsSomethingGoesWrong(SettlementModel.Guard guard) {
        assertThat(small().map(limits -> Explorer.explore(new SettlementModel(limits, guard))
                                .counterexample())
                        .anyMatch(Objects::nonNull))
                .as("a counterexample without %s", guard)
                .isTrue();
    }

    @Test
    void ofThoseWhoApplyAndReportAtOnceOneAlwaysSeesTheOther() {
        // When
        Exploration all = Explorer.explore(new LocalSettlementModel(null));

        // Then
        assertThat(all.counterexample()).isNull();
        assertThat(all.states()).isGreaterThan(100);
        assertThat(all.endings()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnyOneOfItsLocksTheEndIsMissed(LocalSettlementModel.Guard guard) {
        assertThat(Explorer.explore(new LocalSettlementModel(guard)).counterexample())
                .as("a counterexample without %s", guard)
                .isNotNull();
    }
}
