/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final SortedMap<String, Long> NONE = new TreeMap<>();

    @Test
    void votesThatHaveEndedAreToldAndNoViolation() {
        // When
        Verdict verdict = verdict(NONE, of("executed", 3), 0, 0);

        // Then
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict)
                .hasToString(
                        "orphans 0, lost 0 of 10, deliveries {settled=1}, votes {executed=3}, restored 2, republished 0");
    }

    @Test
    void aMarkThatOutlivesItsVoteIsAViolation() {
        // When
        Verdict verdict = verdict(NONE, of("refused", 3), 2, 0);

        // Then
        assertThat(verdict.violations())
                .containsExactly("2 keys are marked for deletions that are over, so that nobody can refer to them");
        assertThat(verdict).asString().endsWith("keys marked 2");
    }

    @Test
    void aVoteThatDoesNotEndIsAViolation() {
        assertThat(verdict(NONE, of("approved", 1), 0, 0).violations())
                .containsExactly("1 deletions that were asked for are neither executed nor refused");
    }

    @Test
    void aReferenceThatIsCutForNoReasonIsAViolation() {
        assertThat(verdict(of("chaos.notes", 4), NONE, 0, 0).violations())
                .containsExactly("4 rows of chaos.notes have lost their reference although what they refer to lives");
    }

    @Test
    void aGuardThatFailsIsAViolation() {
        assertThat(verdict(NONE, NONE, 0, 1).violations())
                .containsExactly("1 deletes went through although others had to be asked");
    }

    @Test
    void whatIsLeftInDoubtOrHalfRestoredIsAViolation() {
        // When
        Verdict verdict = new Verdict(
                NONE, NONE, NONE, 10, 0, 0, of("settled", 1), 0, List.of(), 0, of("executed", 3), 0, 5, 6, 0, 0);

        // Then
        assertThat(verdict.violations())
                .containsExactly(
                        "5 keys that nobody knew are neither confirmed nor gone",
                        "6 parts of deletions that were taken back do not come to an end");
    }

    private static Verdict verdict(
            SortedMap<String, Long> cut, SortedMap<String, Long> votes, long marks, long unguarded) {
        return new Verdict(
                of("children", 0),
                NONE,
                cut,
                10,
                0,
                0,
                of("settled", 1),
                0,
                List.of(),
                0,
                votes,
                marks,
                0,
                0,
                2,
                unguarded);
    }

    private static SortedMap<String, Long> of(String name, long count) {
        return new TreeMap<>(Map.of(name, count));
    }
}
