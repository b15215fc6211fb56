/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.oracle.SideBySide.Answers;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes beside transactions that began earlier, at every isolation level. */
class NativeForeignKeyIsolationTest {

    private static final Answers BEGUN = new Answers("[0, [0]]", "[0, [0]]");

    @Test
    void aChildIsRefusedWhenItsParentWasDeletedSinceItsTransactionBegan() throws SQLException {
        // Given
        SideBySide sides = sides("CASCADE");
        try (SideBySide.Session session = sides.session("b")) {
            assertThat(session.each("BEGIN; SELECT count(*) FROM c WHERE p = 99"))
                    .isEqualTo(BEGUN);

            // When
            sides.delete("a", "p", "id = 1");

            // Then
            assertThat(session.each("INSERT INTO c VALUES (11, 1)")).isEqualTo(new Answers("23503", "23503"));
        }
        sides.assertSame("both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void aChildIsRefusedWhenItsParentWasDeletedSinceItsSnapshot(String level) throws SQLException {
        // Given
        SideBySide sides = sides("SET NULL");
        try (SideBySide.Session session = sides.session("b")) {
            assertThat(session.each("BEGIN ISOLATION LEVEL " + level + "; SELECT count(*) FROM c WHERE p = 99"))
                    .isEqualTo(BEGUN);

            // When
            sides.delete("a", "p", "id = 1");

            // Then
            assertThat(session.each("INSERT INTO c VALUES (11, 1)")).isEqualTo(new Answers("40001", "40001"));
        }
        sides.assertSame("both");
        assertThat(sides.rows("c")).containsExactly("(10,)", "(20,2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void aParentThatIsYoungerThanTheSnapshotCannotBeReferredToInIt(String level) throws SQLException {
        // Given
        SideBySide sides = sides("CASCADE");
        try (SideBySide.Session session = sides.session("b")) {
            session.each("BEGIN ISOLATION LEVEL " + level + "; SELECT count(*) FROM c");

            // When
            sides.both("a", "INSERT INTO p VALUES (3)");
            Answers answers = session.each("INSERT INTO c VALUES (30, 3)");

            // Then
            assertThat(answers.distributed()).isEqualTo(answers.natively());
        }
        sides.assertSame("both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void aDeleteTakesAChildAlongThatItsSnapshotDoesNotSeeWhereItWouldHaveToBeRepeated(String level)
            throws SQLException {
        // Given
        SideBySide sides = sides("CASCADE");
        try (SideBySide.Session session = sides.session("a")) {
            session.each("BEGIN ISOLATION LEVEL " + level + "; SELECT count(*) FROM p");
            sides.both("b", "INSERT INTO c VALUES (11, 1)");

            // When
            Answers answers = session.each("DELETE FROM p WHERE id = 1; COMMIT");

            // Then
            assertThat(answers).isEqualTo(new Answers("40001", "[1, 0]"));
        }
        assertThat(sides.rows("c")).containsExactly("(20,2)");
        assertThat(sides.complaints()).isEmpty();
        sides.natively("DELETE FROM p WHERE id = 1");
        sides.assertSame("the repetition");
    }

    @Test
    void ofTwoDeletesOfOneRowTheLaterOneFindsNothing() throws SQLException {
        // Given
        SideBySide sides = sides("CASCADE");
        try (SideBySide.Session session = sides.session("a")) {
            session.each("BEGIN; SELECT count(*) FROM p");
            sides.delete("a", "p", "id = 1");

            // When
            Answers answers = session.each("DELETE FROM p WHERE id = 1; INSERT INTO p VALUES (1); COMMIT");

            // Then
            assertThat(answers).isEqualTo(new Answers("[0, 1, 0]", "[0, 1, 0]"));
        }
        sides.assertSame("both");
        assertThat(sides.rows("c")).containsExactly("(20,2)");
    }

    private static SideBySide sides(String action) {
        return SideBySide.of("r: a.p(id integer) <- b.c(p) " + action)
                .tables("a", "CREATE TABLE p (id integer PRIMARY KEY)")
                .tables("b", "CREATE TABLE c (id integer, p integer)", "CREATE INDEX ON c (p)")
                .install()
                .both("a", "INSERT INTO p VALUES (1), (2)")
                .both("b", "INSERT INTO c VALUES (10, 1), (20, 2)");
    }
}
