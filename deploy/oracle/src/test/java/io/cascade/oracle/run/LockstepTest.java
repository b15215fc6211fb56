/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.oracle.graph.Action;
import io.cascade.oracle.graph.Edge;
import io.cascade.oracle.graph.GraphOptions;
import io.cascade.oracle.run.Shrinker.Found;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The judge is judged: by systems of which it is known what is wrong with them. */
class LockstepTest {

    private static final Predicate<Edge> FIRST = edge -> edge.name().equals("r1");

    private final Sessions sessions = TestDatabase.sessions();

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void postgreSqlAgreesWithItself() {
        // Given
        List<Case> cases = cases(1, 12);

        // When
        List<Optional<Mismatch>> results = run(cases, edge -> false);

        // Then
        assertThat(results).allSatisfy(result -> assertThat(result).isEmpty());
    }

    @Test
    void postgreSqlAgreesWithItselfWhereDeletesAreRefusedAndOrphansDeleted() {
        // Given
        GraphOptions all =
                GraphOptions.standard().withActions(List.of(Action.values())).withDeleteOrphan();
        List<Case> cases = LongStream.range(1, 13)
                .mapToObj(seed -> Case.of(seed, all, 60, 2))
                .toList();

        // When
        List<Optional<Mismatch>> results = run(cases, edge -> false);

        // Then
        assertThat(results).allSatisfy(result -> assertThat(result).isEmpty());
    }

    @Test
    void aForgottenForeignKeyIsFoundInAlmostEverySeed() {
        // Given
        List<Case> cases = cases(1, 12);

        // When
        List<Optional<Mismatch>> results = run(cases, FIRST);

        // Then
        assertThat(results.stream().filter(Optional::isPresent)).hasSizeGreaterThan(9);
    }

    @Test
    void aLongHistoryShrinksToTheFewOperationsAndTheOneRelationshipThatMatter() {
        // Given
        List<Case> cases = cases(1, 6);
        List<Optional<Mismatch>> results = run(cases, FIRST);
        int failing = results.indexOf(
                results.stream().filter(Optional::isPresent).findFirst().orElseThrow());

        // When
        Optional<Found> found = new Shrinker(some -> run(some, FIRST), 25, Duration.ofMinutes(2))
                .shrink(cases.get(failing), results.get(failing).orElseThrow());

        // Then
        assertThat(found).isPresent();
        Case small = found.get().failing();
        assertThat(small.rounds()).hasSizeLessThanOrEqualTo(4);
        assertThat(small.graph().relationships()).extracting(Edge::name).containsExactly("r1");
        assertThat(small.graph().tables()).hasSizeLessThanOrEqualTo(2);
        assertThat(Report.of(small, found.get().mismatch()))
                .contains("seed " + small.seed(), "onDelete: ", "CREATE TABLE ", "-- the history");
    }

    @Test
    void aSystemThatDoesNotBecomeQuietFailsTheCaseThatItIsStuckWith() {
        // Given
        Bench stuck = new ForgetfulBench(sessions, edge -> false, true);

        // When
        List<Optional<Mismatch>> results;
        try (Lockstep lockstep = new Lockstep(stuck, sessions, "oracle_", 2)) {
            results = lockstep.run(cases(1, 3));
        }

        // Then
        assertThat(results.get(0))
                .hasValueSatisfying(mismatch -> assertThat(mismatch.kind()).isEqualTo(Mismatch.Kind.STUCK));
        assertThat(results.subList(1, 3)).containsOnly(Optional.empty());
    }

    @Test
    void aCaseThatDoesNotFailAgainIsNotShrunk() {
        Case fine = cases(1, 1).get(0);
        assertThat(new Shrinker(some -> run(some, edge -> false), 25, Duration.ofMinutes(1))
                        .shrink(fine, new Mismatch(3, Mismatch.Kind.ROWS, "seen once")))
                .isEmpty();
    }

    @Test
    void aSeedAlwaysMakesTheSameCase() {
        assertThat(cases(1, 20)).isEqualTo(cases(1, 20));
    }

    private List<Optional<Mismatch>> run(List<Case> cases, Predicate<Edge> forgotten) {
        try (Lockstep lockstep = new Lockstep(new ForgetfulBench(sessions, forgotten), sessions, "oracle_", 2)) {
            return lockstep.run(cases);
        }
    }

    private static List<Case> cases(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(seed -> Case.of(seed, GraphOptions.standard(), 60, 2))
                .toList();
    }
}
