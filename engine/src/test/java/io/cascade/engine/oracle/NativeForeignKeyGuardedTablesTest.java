/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.oracle.SideBySide.Answers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where others must agree first, a plain delete is refused and the one that is asked for may be answered otherwise. */
class NativeForeignKeyGuardedTablesTest {

    private static final String PARENT = "CREATE TABLE p (id integer PRIMARY KEY)";
    private static final String INDEX = "CREATE INDEX ON c (p)";

    @ParameterizedTest
    @CsvSource({"RESTRICT, 23001", "NO ACTION, 23503"})
    void aPlainDeleteOfAGuardedTableIsRefusedWhetherARowHoldsTheKeyOrNot(String action, String held) {
        // Given
        SideBySide sides = sides(action);
        sides.both("a", "INSERT INTO p VALUES (3)");

        // When / Then
        assertThat(sides.each("a", "DELETE FROM p WHERE id = 1")).isEqualTo(new Answers(held, "23001"));
        sides.assertSame("a delete of a key that is held");
        assertThat(sides.each("a", "DELETE FROM p WHERE id = 3")).isEqualTo(new Answers("[1]", "23001"));
        assertThat(sides.rows("p")).containsExactly("(1)", "(2)", "(3)");
        sides.system().service("a").dsl().fetch("SELECT cascade.request_deletion('p', 'id = 3')");
        sides.deliver();
        sides.assertSame("the same, asked for");
    }

    @Test
    void aDeleteThatMeetsNoRowOfAGuardedTableNeedsNobody() {
        // Given
        SideBySide sides = sides("RESTRICT");

        // When / Then
        sides.both("a", "DELETE FROM p WHERE id = 99");
        sides.delete("a", "p", "id = 99");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NO ACTION | [1] | WITH old AS (DELETE FROM p WHERE id = 1 RETURNING *) INSERT INTO p SELECT * FROM old",
                "RESTRICT | 23001 | WITH old AS (DELETE FROM p WHERE id = 1 RETURNING *) INSERT INTO p SELECT * FROM old",
                "NO ACTION | 23503 | BEGIN; DELETE FROM p WHERE id = 1; INSERT INTO p VALUES (1); COMMIT",
                "RESTRICT | 23001 | BEGIN; DELETE FROM p WHERE id = 1; INSERT INTO p VALUES (1); COMMIT",
            })
    void aHeldKeyThatIsDeletedAndCreatedAgainAtOnceIsRefusedAlsoWhereNoActionWouldAllowIt(
            String action, String natively, String sql) {
        // Given
        SideBySide sides = sides(action);

        // When
        Answers answers = sides.each("a", sql);

        // Then
        assertThat(answers).isEqualTo(new Answers(natively, "23001"));
        sides.assertSame(sql);
    }

    @Test
    void aHeldKeyThatATriggerPutsBackIsNotAskedForEither() {
        // Given
        SideBySide sides = sides("NO ACTION");
        sides.both(
                "a",
                "CREATE FUNCTION back() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO p VALUES (OLD.id); RETURN NULL; END'");
        sides.both("a", "CREATE TRIGGER \"A back\" AFTER DELETE ON p FOR EACH ROW EXECUTE FUNCTION back()");

        // When
        Answers plain = sides.each("a", "DELETE FROM p WHERE id = 1");
        Answers asked = sides.eachDelete("a", "p", "id = 1");

        // Then
        assertThat(plain).isEqualTo(new Answers("[1]", "23001"));
        assertThat(asked).isEqualTo(new Answers("[1]", "23503"));
        sides.assertSame("both");
    }

    @Test
    void aRowThatHoldsAKeyAndWouldGoByABranchInAnotherServiceRefusesWhicheverConstraintIsOlder() {
        for (boolean older : new boolean[] {true, false}) {
            // Given
            String branch = "x-p: a.p(id integer) <- d.x(p) CASCADE";
            String held = "c-p: a.p(id integer) <- b.c(p) CASCADE";
            SideBySide sides = SideBySide.of(
                            older ? branch : held,
                            older ? held : branch,
                            "g-c: b.c(id integer) <- e.g(c) RESTRICT",
                            "g-x: d.x(id integer) <- e.g(x) CASCADE")
                    .tables("a", PARENT)
                    .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", INDEX)
                    .tables("d", "CREATE TABLE x (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON x (p)")
                    .tables("e", "CREATE TABLE g (c integer, x integer)")
                    .tables("e", "CREATE INDEX ON g (c)", "CREATE INDEX ON g (x)")
                    .install();
            sides.both("a", "INSERT INTO p VALUES (1)").both("b", "INSERT INTO c VALUES (10, 1)");
            sides.both("d", "INSERT INTO x VALUES (10, 1)").both("e", "INSERT INTO g VALUES (10, 10)");

            // When
            Answers answers = sides.eachDelete("a", "p", "id = 1");

            // Then
            assertThat(answers).isEqualTo(new Answers(older ? "[1]" : "23001", "23001"));
            assertThat(sides.rows("g")).containsExactly("(10,10)");
            assertThat(sides.complaints()).isEmpty();
        }
    }

    @Test
    void aRowThatHoldsAKeyByOneColumnAndGoesWithItByAnotherGoesWhicheverConstraintIsOlder() {
        for (boolean older : new boolean[] {true, false}) {
            // Given
            String goes = "goes: a.p(id integer) <- b.c(p) CASCADE";
            String holds = "holds: a.p(id integer) <- b.c(q) RESTRICT";
            SideBySide sides = SideBySide.of(older ? goes : holds, older ? holds : goes)
                    .tables("a", PARENT)
                    .tables("b", "CREATE TABLE c (p integer, q integer)", INDEX, "CREATE INDEX ON c (q)")
                    .install();
            sides.both("a", "INSERT INTO p VALUES (1)").both("b", "INSERT INTO c VALUES (1, 1)");

            // When
            Answers answers = sides.eachDelete("a", "p", "id = 1");

            // Then
            assertThat(answers).isEqualTo(new Answers(older ? "[1]" : "23001", "executed"));
            assertThat(sides.rows("p")).isEmpty();
            assertThat(sides.rows("c")).isEmpty();
            assertThat(sides.complaints()).isEmpty();
        }
    }

    /** c 10 refers to p 1 and c 20 to p 2. */
    private static SideBySide sides(String action) {
        return SideBySide.of("r: a.p(id integer) <- b.c(p) " + action)
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, p integer)", INDEX)
                .install()
                .both("a", "INSERT INTO p VALUES (1), (2)")
                .both("b", "INSERT INTO c VALUES (10, 1), (20, 2)");
    }
}
