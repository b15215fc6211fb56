/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that refers to itself: 1 is the root of 11 and 12, 11 of 111, 111 of 1111; 2 refers to itself; 3 and 4 to each other. */
class NativeForeignKeySelfReferencesTest {

    @Test
    void aCascadeTakesTheWholeTree() {
        // Given
        SideBySide sides = tree("CASCADE", "");

        // When
        sides.delete("a", "t", "id = 1");

        // Then
        assertThat(sides.rows("t")).containsExactly("(2,2)", "(3,4)", "(4,3)", "(5,)");
    }

    @Test
    void aCascadeFromTheMiddleLeavesWhatIsAboveAndBeside() {
        // Given
        SideBySide sides = tree("CASCADE", "");

        // When
        sides.delete("a", "t", "id = 11");

        // Then
        assertThat(sides.rows("t")).containsExactly("(1,)", "(12,1)", "(2,2)", "(3,4)", "(4,3)", "(5,)");
    }

    @Test
    void aCascadeEndsAtARowThatRefersToItselfAndInACycle() {
        // Given
        SideBySide sides = tree("CASCADE", "");

        // When
        sides.delete("a", "t", "id = 2");
        sides.delete("a", "t", "id = 3");

        // Then
        assertThat(sides.rows("t")).doesNotContain("(2,2)", "(3,4)", "(4,3)").hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"})
    void severalLevelsMayGoInOneStatement(String action) {
        // Given
        SideBySide sides = tree(action, "DEFAULT 5");

        // When
        sides.delete("a", "t", "id IN (1, 11, 12, 111, 1111)");

        // Then
        assertThat(sides.rows("t")).containsExactly("(2,2)", "(3,4)", "(4,3)", "(5,)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"})
    void aRowThatRefersToItselfMayGo(String action) {
        // Given
        SideBySide sides = tree(action, "DEFAULT 5");

        // When
        sides.delete("a", "t", "id = 2");

        // Then
        assertThat(sides.rows("t")).doesNotContain("(2,2)").hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"})
    void aCycleMayGoInOneStatement(String action) {
        // Given
        SideBySide sides = tree(action, "DEFAULT 5");

        // When
        sides.delete("a", "t", "id IN (3, 4)");

        // Then
        assertThat(sides.rows("t")).doesNotContain("(3,4)", "(4,3)").hasSize(7);
    }

    @Test
    void everyOtherLevelMayGoAndTheOthersAreCutLoose() {
        // Given
        SideBySide sides = tree("SET NULL", "");

        // When
        sides.delete("a", "t", "id IN (1, 111)");

        // Then
        assertThat(sides.rows("t")).containsExactly("(11,)", "(1111,)", "(12,)", "(2,2)", "(3,4)", "(4,3)", "(5,)");
    }

    @Test
    void setNullCutsACycle() {
        // Given
        SideBySide sides = tree("SET NULL", "");

        // When
        sides.delete("a", "t", "id = 3");

        // Then
        assertThat(sides.rows("t")).contains("(4,)").doesNotContain("(3,4)");
    }

    @Test
    void setDefaultMovesTheNextLevelOnly() {
        // Given
        SideBySide sides = tree("SET DEFAULT", "DEFAULT 5");

        // When
        sides.delete("a", "t", "id = 1");

        // Then
        assertThat(sides.rows("t"))
                .containsExactly("(11,5)", "(111,11)", "(1111,111)", "(12,5)", "(2,2)", "(3,4)", "(4,3)", "(5,)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESTRICT", "NO ACTION"})
    void aHeldRowStaysUntilWhatHoldsItHasGone(String action) {
        // Given
        String refusal = action.equals("RESTRICT") ? "23001" : "23503";
        SideBySide sides = tree(action, "");

        // When / Then
        sides.deleteRefused(refusal, "a", "t", "id = 11");
        sides.deleteRefused(refusal, "a", "t", "id IN (1, 11, 12)");
        sides.deleteRefused(refusal, "a", "t", "id = 3");
        sides.delete("a", "t", "id = 1111");
        sides.delete("a", "t", "id = 111");
        sides.delete("a", "t", "id IN (11, 12)");
        sides.delete("a", "t", "id = 1");
        assertThat(sides.rows("t")).containsExactly("(2,2)", "(3,4)", "(4,3)", "(5,)");
    }

    @Test
    void byTwoColumnsOneOfThemSharedTheTreeGoesToo() {
        // Given
        SideBySide sides = SideBySide.of("t-t: a.t(tenant integer, id integer) <- a.t(tenant, up) CASCADE")
                .tables("a", "CREATE TABLE t (tenant integer, id integer, up integer, PRIMARY KEY (tenant, id))")
                .tables("a", "CREATE INDEX ON t (tenant, up)")
                .install();
        sides.both("a", "INSERT INTO t VALUES (1, 1, NULL), (2, 1, NULL)");
        sides.both("a", "INSERT INTO t VALUES (1, 2, 1), (2, 2, 1)");
        sides.both("a", "INSERT INTO t VALUES (1, 3, 2), (2, 3, 2)");
        sides.bothRefuse("23503", "a", "INSERT INTO t VALUES (3, 2, 1)");

        // When
        sides.delete("a", "t", "tenant = 1 AND id = 1");

        // Then
        assertThat(sides.rows("t")).containsExactly("(2,1,)", "(2,2,1)", "(2,3,2)");
    }

    @Test
    void aTreeOfTwoReferencesGoesByOneAndIsCutByTheOther() {
        // Given
        SideBySide sides = SideBySide.of(
                        "owns: a.t(id integer) <- a.t(owner) CASCADE", "likes: a.t(id integer) <- a.t(friend) SET NULL")
                .tables("a", "CREATE TABLE t (id integer PRIMARY KEY, owner integer, friend integer)")
                .tables("a", "CREATE INDEX ON t (owner)", "CREATE INDEX ON t (friend)")
                .install();
        sides.both("a", "INSERT INTO t VALUES (1), (2), (3), (4)");
        sides.both("a", "UPDATE t SET owner = id - 1 WHERE id IN (2, 3)");
        sides.both("a", "UPDATE t SET friend = 3 WHERE id IN (1, 3, 4)");

        // When
        sides.delete("a", "t", "id = 2");

        // Then
        assertThat(sides.rows("t")).containsExactly("(1,,)", "(4,,)");
    }

    private static SideBySide tree(String action, String column) {
        SideBySide sides = SideBySide.of("t-t: a.t(id integer) <- a.t(up) " + action)
                .tables("a", "CREATE TABLE t (id integer PRIMARY KEY, up integer " + column + ")")
                .tables("a", "CREATE INDEX ON t (up)")
                .install();
        sides.both("a", "INSERT INTO t SELECT id, NULL FROM unnest(ARRAY[1, 11, 12, 111, 1111, 2, 3, 4, 5]) AS id");
        return sides.both(
                "a",
                "UPDATE t SET up = CASE id WHEN 2 THEN 2 WHEN 3 THEN 4 WHEN 4 THEN 3 ELSE id / 10 END WHERE id NOT IN (1, 5)");
    }
}
