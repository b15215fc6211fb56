/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Several references at once, beside each other and below each other. */
class NativeForeignKeyGraphsTest {

    private static final String PARENT = "CREATE TABLE p (id integer PRIMARY KEY)";

    @Test
    void ofTwoReferencesToOneParentEachActsForItself() {
        // Given
        SideBySide sides = SideBySide.of(
                        "owner: a.p(id integer) <- b.c(owner) CASCADE",
                        "author: a.p(id integer) <- b.c(author) SET NULL")
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, owner integer, author integer)")
                .tables("b", "CREATE INDEX ON c (owner)", "CREATE INDEX ON c (author)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2)");
        sides.both(
                "b", "INSERT INTO c VALUES (1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 2, 2), (5, NULL, 1), (6, NULL, NULL)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(3,2,)", "(4,2,2)", "(5,,)", "(6,,)");
    }

    @Test
    void threeReferencesOfOneRowToOneKeyAreAllCleared() {
        // Given
        SideBySide sides = SideBySide.of(
                        "owner: a.p(id integer) <- b.c(owner) SET NULL",
                        "worker: a.p(id integer) <- b.c(worker) SET NULL",
                        "checker: a.p(id integer) <- b.c(checker) SET NULL")
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, owner integer, worker integer, checker integer)")
                .tables("b", "CREATE INDEX ON c (owner)", "CREATE INDEX ON c (worker)", "CREATE INDEX ON c (checker)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2), (3)");
        sides.both("b", "INSERT INTO c VALUES (1, 1, NULL, NULL), (2, 2, 2, NULL), (3, 3, 3, 3), (4, 1, 2, 3)");

        // When
        sides.delete("a", "p", "id = 3");
        sides.both("b", "UPDATE c SET id = id WHERE id = 2").delete("a", "p", "id = 2");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,1,,)", "(2,,,)", "(3,,,)", "(4,1,,)");
    }

    @Test
    void aRowWithTwoParentsGoesWithEither() {
        // Given
        SideBySide sides = twoParents("CASCADE", "CASCADE");

        // When
        sides.delete("a", "p", "id = 1");
        sides.delete("d", "q", "id = 2");

        // Then
        assertThat(sides.rows("c")).containsExactly("(4,2,1)", "(5,2,)");
    }

    @Test
    void aRowWithTwoParentsGoesWithOneAndLosesTheOther() {
        // Given
        SideBySide sides = twoParents("CASCADE", "SET NULL");

        // When
        sides.delete("d", "q", "id = 1");
        sides.delete("a", "p", "id = 2");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,1,)", "(2,1,2)");
    }

    @Test
    void aRowThatRestrictsOneParentStillGoesWithTheOther() {
        // Given
        SideBySide sides = twoParents("RESTRICT", "CASCADE");

        // When
        sides.deleteRefused("23001", "a", "p", "id = 1");
        sides.delete("d", "q", "true");
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(5,2,)");
    }

    @Test
    void theChainGoesOnBelowCascadeAndEndsBelowSetNull() {
        // Given
        SideBySide sides = chain("CASCADE", "CASCADE", "SET NULL", "");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(20,2)");
        assertThat(sides.rows("g")).containsExactly("(200,20)");
        assertThat(sides.rows("u")).containsExactly("(1000,)", "(2000,200)");
    }

    @Test
    void aCascadeEndsInADefault() {
        // Given
        SideBySide sides = chain("CASCADE", "CASCADE", "SET DEFAULT", "DEFAULT 200");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("u")).containsExactly("(1000,200)", "(2000,200)");
    }

    @Test
    void whatIsBelowSetNullIsNotAskedAndNotTouched() {
        // Given
        SideBySide sides = chain("SET NULL", "RESTRICT", "CASCADE", "");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(10,)", "(20,2)");
        assertThat(sides.rows("g")).hasSize(2);
        sides.deleteRefused("23001", "b", "c", "id = 10");
    }

    @Test
    void aRestrictDeepBelowRefusesTheWholeDelete() {
        // Given
        SideBySide sides = chain("CASCADE", "CASCADE", "RESTRICT", "");

        // When / Then
        sides.deleteRefused("23001", "a", "p", "id = 1");
        sides.deleteRefused("23001", "a", "p", "true");
        sides.both("e", "DELETE FROM u WHERE id = 1000").delete("a", "p", "id = 1");
        sides.deleteRefused("23001", "a", "p", "true");
        assertThat(sides.rows("g")).containsExactly("(200,20)");
    }

    @Test
    void aNoActionDeepBelowRefusesTheWholeDelete() {
        // Given
        SideBySide sides = chain("CASCADE", "NO ACTION", "CASCADE", "");

        // When / Then
        sides.deleteRefused("23503", "a", "p", "id = 1");
        sides.delete("d", "g", "id = 100");
        assertThat(sides.rows("u")).containsExactly("(2000,200)");
        sides.delete("a", "p", "id = 1");
        assertThat(sides.rows("c")).containsExactly("(20,2)");
    }

    @Test
    void whatTwoBranchesReachGoesOnce() {
        // Given
        SideBySide sides = SideBySide.of(
                        "left: a.p(id integer) <- b.l(p) CASCADE",
                        "right: a.p(id integer) <- d.r(p) CASCADE",
                        "tip-l: b.l(id integer) <- e.t(l) CASCADE",
                        "tip-r: d.r(id integer) <- e.t(r) SET NULL")
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE l (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON l (p)")
                .tables("d", "CREATE TABLE r (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON r (p)")
                .tables("e", "CREATE TABLE t (id integer, l integer, r integer)")
                .tables("e", "CREATE INDEX ON t (l)", "CREATE INDEX ON t (r)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2)");
        sides.both("b", "INSERT INTO l VALUES (1, 1), (2, 2)").both("d", "INSERT INTO r VALUES (1, 1), (2, 2)");
        sides.both("e", "INSERT INTO t VALUES (11, 1, 1), (12, 1, 2), (21, 2, 1), (22, 2, 2)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("t")).containsExactly("(21,2,)", "(22,2,2)");
    }

    @Test
    void aCycleThroughTwoTablesGoesAroundAndEnds() {
        // Given
        SideBySide sides = SideBySide.of(
                        "forth: a.p(id integer) <- b.c(p) CASCADE", "back: b.c(id integer) <- a.p(c) CASCADE")
                .tables("a", "CREATE TABLE p (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON p (c)")
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2), (3)").both("b", "INSERT INTO c VALUES (1, 1), (2, 2), (3, 3)");
        sides.both("a", "UPDATE p SET c = CASE id WHEN 1 THEN 2 WHEN 2 THEN 1 END");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("p")).containsExactly("(3,)");
        assertThat(sides.rows("c")).containsExactly("(3,3)");
    }

    @Test
    void aLocalForeignKeyGoesOnWhereADistributedOneEnds() {
        // Given
        SideBySide sides = SideBySide.of(
                        "down: a.p(id integer) <- b.c(p) CASCADE", "out: b.l(id integer) <- d.g(l) SET NULL")
                .tables("a", "CREATE TABLE o (id integer PRIMARY KEY)")
                .tables("a", "CREATE TABLE p (id integer PRIMARY KEY, o integer REFERENCES o ON DELETE CASCADE)")
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)")
                .tables("b", "CREATE TABLE l (id integer PRIMARY KEY, c integer REFERENCES c ON DELETE CASCADE)")
                .tables("d", "CREATE TABLE g (id integer, l integer)", "CREATE INDEX ON g (l)")
                .install();
        sides.both("a", "INSERT INTO o VALUES (1), (2)").both("a", "INSERT INTO p VALUES (1, 1), (2, 2)");
        sides.both("b", "INSERT INTO c VALUES (1, 1), (2, 2)").both("b", "INSERT INTO l VALUES (1, 1), (2, 2)");
        sides.both("d", "INSERT INTO g VALUES (1, 1), (2, 2)");

        // When
        sides.delete("a", "o", "id = 1");

        // Then
        assertThat(sides.rows("l")).containsExactly("(2,2)");
        assertThat(sides.rows("g")).containsExactly("(1,)", "(2,2)");
    }

    /** p 1 and 2, q 1 and 2 in two services, and rows of c between all of them. */
    private static SideBySide twoParents(String toP, String toQ) {
        SideBySide sides = SideBySide.of(
                        "c-p: a.p(id integer) <- b.c(p) " + toP, "c-q: d.q(id integer) <- b.c(q) " + toQ)
                .tables("a", PARENT)
                .tables("d", "CREATE TABLE q (id integer PRIMARY KEY)")
                .tables("b", "CREATE TABLE c (id integer, p integer, q integer)")
                .tables("b", "CREATE INDEX ON c (p)", "CREATE INDEX ON c (q)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2)").both("d", "INSERT INTO q VALUES (1), (2)");
        return sides.both("b", "INSERT INTO c VALUES (1, 1, 1), (2, 1, 2), (3, 2, 2), (4, 2, 1), (5, 2, NULL)");
    }

    /** p in a, c in b, g in d, u in e: below p 1 there are c 10, g 100, u 1000, and the same below p 2. */
    private static SideBySide chain(String first, String second, String third, String column) {
        SideBySide sides = SideBySide.of(
                        "c-p: a.p(id integer) <- b.c(p) " + first,
                        "g-c: b.c(id integer) <- d.g(c) " + second,
                        "u-g: d.g(id integer) <- e.u(g) " + third)
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)")
                .tables("d", "CREATE TABLE g (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON g (c)")
                .tables("e", "CREATE TABLE u (id integer PRIMARY KEY, g integer " + column + ")")
                .tables("e", "CREATE INDEX ON u (g)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2)").both("b", "INSERT INTO c VALUES (10, 1), (20, 2)");
        return sides.both("d", "INSERT INTO g VALUES (100, 10), (200, 20)")
                .both("e", "INSERT INTO u VALUES (1000, 100), (2000, 200)");
    }
}
