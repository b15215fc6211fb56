/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.oracle.SideBySide.Answers;
import io.cascade.engine.testing.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What native foreign keys refuse together with the delete: here the delete has happened, and its delivery fails with the reason. */
class NativeForeignKeyFailedDeliveriesTest {

    private static final String PARENT = "CREATE TABLE p (id integer PRIMARY KEY)";
    private static final String INDEX = "CREATE INDEX ON c (p)";

    @Test
    void aDefaultThatIsGoneFailsTheDeliveryWhereItWouldRefuseTheDelete() {
        // Given
        SideBySide sides = sides("SET DEFAULT", "DEFAULT 9");

        // When
        Answers answers = sides.each("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(answers).isEqualTo(new Answers("23503", "[1]"));
        assertThat(sides.rows("p")).containsExactly("(2)");
        assertThat(sides.rows("c")).isEqualTo(sides.nativeRows("c")).containsExactly("(10,1)", "(20,2)");
        assertFailed(sides, "23503");
    }

    @Test
    void theDefaultItselfFailsTheDeliveryWhereItWouldRefuseItsDelete() {
        // Given
        SideBySide sides = sides("SET DEFAULT", "DEFAULT 2");
        sides.delete("a", "p", "id = 1");

        // When
        Answers answers = sides.each("a", "DELETE FROM p WHERE id = 2");

        // Then
        assertThat(answers).isEqualTo(new Answers("23503", "[1]"));
        assertThat(sides.rows("c")).isEqualTo(sides.nativeRows("c")).containsExactly("(10,2)", "(20,2)");
        assertFailed(sides, "23503");
    }

    @Test
    void aConstraintOfTheChildFailsTheDeliveryWhereItWouldRefuseTheDelete() {
        // Given
        SideBySide sides = sides("SET NULL", "");
        sides.both("b", "ALTER TABLE c ADD CONSTRAINT needed CHECK (p IS NOT NULL OR id <> 10)");

        // When
        Answers answers = sides.each("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(answers).isEqualTo(new Answers("23514", "[1]"));
        assertThat(sides.rows("c")).isEqualTo(sides.nativeRows("c")).containsExactly("(10,1)", "(20,2)");
        assertFailed(sides, "23514");
        assertThat(sides.complaints()).anyMatch(complaint -> complaint.contains("needed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CASCADE | BEFORE DELETE | RAISE EXCEPTION 'not now' | P0001",
                "CASCADE | AFTER DELETE | RAISE EXCEPTION 'not now' | P0001",
                "SET NULL | BEFORE UPDATE | RAISE EXCEPTION 'not now' | P0001",
                "SET NULL | BEFORE UPDATE | NEW.p := 99 | 23503",
            })
    void aTriggerOfTheChildFailsTheDeliveryWhereItWouldRefuseTheDelete(
            String action, String when, String body, String sqlState) {
        // Given
        SideBySide sides = sides(action, "");
        sides.both(
                "b",
                "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " + body + "; RETURN NEW; END$$");
        sides.both("b", "CREATE TRIGGER meddle " + when + " ON c FOR EACH ROW EXECUTE FUNCTION meddle()");

        // When
        Answers answers = sides.each("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(answers).isEqualTo(new Answers(sqlState, "[1]"));
        assertThat(sides.rows("c")).isEqualTo(sides.nativeRows("c")).containsExactly("(10,1)", "(20,2)");
        assertFailed(sides, sqlState);
    }

    @Test
    void aReferenceThatATriggerKeepsFailsTheDeliveryWhereItWouldBecomeAnOrphan() {
        // Given
        SideBySide sides = sides("SET NULL", "");
        sides.both("b", "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'");
        sides.both("b", "CREATE TRIGGER meddle BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION meddle()");

        // When
        Answers answers = sides.each("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(answers).isEqualTo(new Answers("[1]", "[1]"));
        assertThat(sides.rows("p")).isEqualTo(sides.nativeRows("p")).containsExactly("(2)");
        assertThat(sides.rows("c")).isEqualTo(sides.nativeRows("c")).containsExactly("(10,1)", "(20,2)");
        assertFailed(sides, "23503");
    }

    @Test
    void whatFailsForOneKeyIsAppliedForTheNextDelete() {
        // Given
        SideBySide sides = sides("SET NULL", "");
        sides.both("b", "ALTER TABLE c ADD CHECK (p IS NOT NULL OR id <> 10)");
        sides.each("a", "DELETE FROM p WHERE id = 1");

        // When
        Answers answers = sides.each("a", "DELETE FROM p WHERE id = 2");

        // Then
        assertThat(answers).isEqualTo(new Answers("[1]", "[1]"));
        assertThat(sides.rows("c")).isEqualTo(sides.nativeRows("c")).containsExactly("(10,1)", "(20,)");
        assertFailed(sides, "23514");
    }

    @Test
    void aRuleThatTakesTheActionAwayFailsTheDeliveryWhereItWouldFailTheDelete() {
        // Given
        SideBySide sides = sides("CASCADE", "");
        sides.both("b", "CREATE RULE keep AS ON DELETE TO c DO INSTEAD NOTHING");

        // When
        Answers answers = sides.each("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(answers).isEqualTo(new Answers("XX000", "[1]"));
        assertThat(sides.rows("c")).isEqualTo(sides.nativeRows("c")).containsExactly("(10,1)", "(20,2)");
        assertFailed(sides, "XX000");
        // And it goes on when the rule is gone
        TestService children = sides.system().service("b").sql("DROP RULE keep ON c");
        assertThat(children.deadLetters().replay(1)).isInstanceOf(DeadLetters.Outcome.Resolved.class);
        sides.deliver();
        assertThat(sides.rows("c")).containsExactly("(20,2)");
    }

    /** c 10 refers to p 1 and c 20 to p 2. */
    private static SideBySide sides(String action, String column) {
        return SideBySide.of("r: a.p(id integer) <- b.c(p) " + action)
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, p integer " + column + ")", INDEX)
                .install()
                .both("a", "INSERT INTO p VALUES (1), (2)")
                .both("b", "INSERT INTO c VALUES (10, 1), (20, 2)");
    }

    private static void assertFailed(SideBySide sides, String sqlState) {
        assertThat(sides.complaints())
                .hasSize(2)
                .anyMatch(complaint -> complaint.startsWith("r is failed: "))
                .contains("dead letter " + sqlState);
    }
}
