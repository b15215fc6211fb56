/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What PostgreSQL's own tests ask of each action, of keys of one and of several columns, with references that are NULL in part. */
class NativeForeignKeyActionsTest {

    private static final String TWO_COLUMN_PARENT = "CREATE TABLE p (x integer, y integer, PRIMARY KEY (x, y))";
    private static final String TWO_COLUMN_CHILD = "CREATE TABLE c (id integer PRIMARY KEY, px integer, py integer)";
    private static final String TWO_COLUMN_INDEX = "CREATE INDEX ON c (px, py)";

    @Test
    void aCascadeTakesAllChildrenOfTheKeyAndNoOthers() {
        // Given
        SideBySide sides = single("CASCADE", "");
        sides.both("b", "INSERT INTO c VALUES (10, 1), (11, 1), (20, 2), (90, NULL)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(20,2)", "(90,)");
        sides.bothRefuse("23503", "b", "INSERT INTO c VALUES (12, 1)");
        sides.both("a", "INSERT INTO p VALUES (1)").both("b", "INSERT INTO c VALUES (12, 1)");
    }

    @Test
    void aCascadeByTwoColumnsLeavesReferencesThatAreNullInPart() {
        // Given
        SideBySide sides = pair("CASCADE");
        sides.both("b", "INSERT INTO c VALUES (1, 1, 1), (2, 1, 2), (3, 1, NULL), (4, NULL, 1), (5, NULL, NULL)");
        sides.bothRefuse("23503", "b", "INSERT INTO c VALUES (6, 2, 2)");
        sides.both("b", "INSERT INTO c VALUES (7, 9, NULL)");

        // When
        sides.delete("a", "p", "x = 1 AND y = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(2,1,2)", "(3,1,)", "(4,,1)", "(5,,)", "(7,9,)");
        sides.delete("a", "p", "true");
        assertThat(sides.rows("c")).containsExactly("(3,1,)", "(4,,1)", "(5,,)", "(7,9,)");
    }

    @Test
    void setNullKeepsTheRowAndClearsTheReference() {
        // Given
        SideBySide sides = single("SET NULL", "DEFAULT 3");
        sides.both("b", "INSERT INTO c VALUES (10, 1), (11, 1), (20, 2), (90, NULL)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(10,)", "(11,)", "(20,2)", "(90,)");
    }

    @Test
    void setNullByTwoColumnsClearsBothAndLeavesReferencesThatAreNullInPart() {
        // Given
        SideBySide sides = pair("SET NULL");
        sides.both("b", "INSERT INTO c VALUES (1, 1, 1), (2, 1, 2), (3, 1, NULL), (4, NULL, 1)");

        // When
        sides.delete("a", "p", "y = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,,)", "(2,1,2)", "(3,1,)", "(4,,1)");
    }

    @Test
    void setDefaultMovesTheChildrenToTheDefault() {
        // Given
        SideBySide sides = single("SET DEFAULT", "DEFAULT 3");
        sides.both("b", "INSERT INTO c VALUES (10, 1), (20, 2), (30, 3), (90, NULL)");

        // When
        sides.delete("a", "p", "id IN (1, 2)");

        // Then
        assertThat(sides.rows("c")).containsExactly("(10,3)", "(20,3)", "(30,3)", "(90,)");
    }

    @Test
    void setDefaultWithoutADefaultIsNull() {
        // Given
        SideBySide sides = single("SET DEFAULT", "");
        sides.both("b", "INSERT INTO c VALUES (10, 1), (20, 2)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(10,)", "(20,2)");
    }

    @Test
    void setDefaultTakesTheDefaultThatHoldsAtTheDelete() {
        // Given
        SideBySide sides = single("SET DEFAULT", "DEFAULT 3");
        sides.both("b", "INSERT INTO c VALUES (10, 1), (20, 2)");
        sides.delete("a", "p", "id = 1");

        // When
        sides.both("b", "ALTER TABLE c ALTER p SET DEFAULT 4").both("a", "INSERT INTO p VALUES (4)");
        sides.delete("a", "p", "id = 2");
        sides.delete("a", "p", "id = 3");

        // Then
        assertThat(sides.rows("c")).containsExactly("(10,4)", "(20,4)");
        sides.both("b", "ALTER TABLE c ALTER p DROP DEFAULT").delete("a", "p", "id = 4");
        assertThat(sides.rows("c")).containsExactly("(10,)", "(20,)");
    }

    @Test
    void setDefaultByTwoColumnsOfWhichOneHasNoDefaultRefersToNothing() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(x integer, y integer) <- b.c(px, py) SET DEFAULT")
                .tables("a", TWO_COLUMN_PARENT)
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, px integer DEFAULT 7, py integer)")
                .tables("b", TWO_COLUMN_INDEX)
                .install();
        sides.both("a", "INSERT INTO p VALUES (1, 1), (1, 2)");
        sides.both("b", "INSERT INTO c VALUES (1, 1, 1), (2, 1, 2), (3, NULL, 1)");

        // When
        sides.delete("a", "p", "y = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,7,)", "(2,1,2)", "(3,,1)");
    }

    @Test
    void setDefaultByTwoColumnsMovesTheChildrenToTheDefaultPair() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(x integer, y integer) <- b.c(px, py) SET DEFAULT")
                .tables("a", TWO_COLUMN_PARENT)
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, px integer DEFAULT -1, py integer DEFAULT -2)")
                .tables("b", TWO_COLUMN_INDEX)
                .install();
        sides.both("a", "INSERT INTO p VALUES (-1, -2), (1, 1), (1, 2)");
        sides.both("b", "INSERT INTO c VALUES (1, 1, 1), (2, 1, 2), (3, 1, NULL)");

        // When
        sides.delete("a", "p", "x = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,-1,-2)", "(2,-1,-2)", "(3,1,)");
    }

    @Test
    void restrictRefusesAKeyThatARowRefersToAndLetsTheOthersGo() {
        // Given
        SideBySide sides = single("RESTRICT", "");
        sides.both("b", "INSERT INTO c VALUES (10, 1), (90, NULL)");

        // When / Then
        sides.deleteRefused("23001", "a", "p", "id = 1");
        sides.deleteRefused("23001", "a", "p", "true");
        sides.delete("a", "p", "id = 2");
        sides.both("b", "UPDATE c SET p = 3 WHERE id = 10").delete("a", "p", "id = 1");
        sides.both("b", "DELETE FROM c WHERE p = 3").delete("a", "p", "true");
        assertThat(sides.rows("p")).isEmpty();
    }

    @Test
    void noActionRefusesAKeyThatARowRefersToAndLetsTheOthersGo() {
        // Given
        SideBySide sides = single("NO ACTION", "");
        sides.both("b", "INSERT INTO c VALUES (10, 1), (90, NULL)");

        // When / Then
        sides.deleteRefused("23503", "a", "p", "id <= 2");
        sides.delete("a", "p", "id = 2");
        sides.both("b", "UPDATE c SET p = NULL").delete("a", "p", "true");
        assertThat(sides.rows("p")).isEmpty();
        assertThat(sides.rows("c")).hasSize(2);
    }

    @Test
    void aReferenceThatIsNullInPartHoldsNoKey() {
        for (String action : new String[] {"RESTRICT", "NO ACTION"}) {
            // Given
            SideBySide sides = pair(action);
            sides.both("b", "INSERT INTO c VALUES (1, 1, NULL), (2, NULL, 1), (3, 1, 2)");

            // When
            sides.deleteRefused(action.equals("RESTRICT") ? "23001" : "23503", "a", "p", "x = 1");
            sides.delete("a", "p", "x = 1 AND y = 1");

            // Then
            assertThat(sides.rows("p")).containsExactly("(1,2)", "(2,1)");
        }
    }

    @Test
    void theReferenceMayNameTheColumnsInAnotherOrderThanTheKey() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(y integer, x integer) <- b.c(py, px) CASCADE")
                .tables("a", TWO_COLUMN_PARENT)
                .tables("b", TWO_COLUMN_CHILD, TWO_COLUMN_INDEX)
                .install();
        sides.both("a", "INSERT INTO p (x, y) VALUES (1, 2), (2, 1), (3, 3)");
        sides.both("b", "INSERT INTO c (id, px, py) VALUES (12, 1, 2), (21, 2, 1), (33, 3, 3)");

        // When
        sides.delete("a", "p", "x = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(21,2,1)", "(33,3,3)");
        sides.bothRefuse("23503", "b", "INSERT INTO c (id, px, py) VALUES (12, 1, 2)");
    }

    @Test
    void aReferenceMayCrossTheColumnsOfTheKey() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(x integer, y integer) <- b.c(py, px) SET NULL")
                .tables("a", TWO_COLUMN_PARENT)
                .tables("b", TWO_COLUMN_CHILD, TWO_COLUMN_INDEX)
                .install();
        sides.both("a", "INSERT INTO p (x, y) VALUES (1, 2), (2, 1)");
        sides.both("b", "INSERT INTO c (id, px, py) VALUES (1, 1, 2), (2, 2, 1)");

        // When
        sides.delete("a", "p", "x = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,1,2)", "(2,,)");
    }

    @Test
    void columnListsSetOnlyWhatTheyName() {
        // Given
        SideBySide sides = SideBySide.of(
                        "n: a.p(tenant integer, id integer) <- b.c(tenant, n) SET NULL\nsetColumns: [n]",
                        "d: a.p(tenant integer, id integer) <- b.c(tenant, d) SET DEFAULT\nsetColumns: [d]")
                .tables("a", "CREATE TABLE p (tenant integer, id integer, PRIMARY KEY (tenant, id))")
                .tables(
                        "b",
                        "CREATE TABLE c (id integer, tenant integer NOT NULL DEFAULT 8, n integer DEFAULT 9, d integer DEFAULT 0)")
                .tables("b", "CREATE INDEX ON c (tenant, n)", "CREATE INDEX ON c (tenant, d)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1, 0), (1, 1), (1, 2), (2, 0), (2, 1)");
        sides.both(
                "b", "INSERT INTO c VALUES (1, 1, 1, NULL), (2, 1, NULL, 2), (3, 1, 1, 2), (4, 2, 1, 1), (5, 1, 0, 0)");

        // When
        sides.delete("a", "p", "id IN (1, 2) AND tenant = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,1,,)", "(2,1,,0)", "(3,1,,0)", "(4,2,1,1)", "(5,1,0,0)");
        sides.delete("a", "p", "tenant = 2 AND id = 1");
        assertThat(sides.rows("c")).contains("(4,2,,0)");
    }

    @Test
    void aUniqueKeyThatIsNotThePrimaryOneCanBeReferredTo() {
        // Given
        SideBySide sides = SideBySide.of(
                        "u: a.p(code text) <- b.c(code) CASCADE", "i: a.p(id integer) <- b.d(p) SET NULL")
                .tables("a", "CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE)")
                .tables("b", "CREATE TABLE c (code text)", "CREATE INDEX ON c (code)")
                .tables("b", "CREATE TABLE d (p integer)", "CREATE INDEX ON d (p)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1, 'one'), (2, 'two'), (3, NULL), (4, NULL)");
        sides.both("b", "INSERT INTO c VALUES ('one'), ('two'), (NULL)");
        sides.both("b", "INSERT INTO d VALUES (1), (3), (4)");

        // When
        sides.delete("a", "p", "id IN (1, 3)");

        // Then
        assertThat(sides.rows("c")).containsExactly("()", "(two)");
        assertThat(sides.rows("d")).containsExactly("()", "()", "(4)");
    }

    @Test
    void rowsWhoseUniqueKeyIsNullInPartAreHeldByNobody() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(x integer, y integer) <- b.c(px, py) NO ACTION")
                .tables("a", "CREATE TABLE p (x integer, y integer, UNIQUE (x, y))")
                .tables("b", TWO_COLUMN_CHILD, TWO_COLUMN_INDEX)
                .install();
        sides.both("a", "INSERT INTO p VALUES (1, 1), (1, NULL), (NULL, 1), (NULL, NULL)");
        sides.both("b", "INSERT INTO c VALUES (1, 1, 1), (2, 1, NULL)");

        // When
        sides.delete("a", "p", "x IS NULL");
        sides.delete("a", "p", "y IS NULL");

        // Then
        assertThat(sides.rows("p")).containsExactly("(1,1)");
        sides.deleteRefused("23503", "a", "p", "true");
    }

    private static SideBySide single(String action, String column) {
        return SideBySide.of("r: a.p(id integer) <- b.c(p) " + action)
                .tables("a", "CREATE TABLE p (id integer PRIMARY KEY)")
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, p integer " + column + ")")
                .tables("b", "CREATE INDEX ON c (p)")
                .install()
                .both("a", "INSERT INTO p VALUES (1), (2), (3)");
    }

    private static SideBySide pair(String action) {
        return SideBySide.of("r: a.p(x integer, y integer) <- b.c(px, py) " + action)
                .tables("a", TWO_COLUMN_PARENT)
                .tables("b", TWO_COLUMN_CHILD, TWO_COLUMN_INDEX)
                .install()
                .both("a", "INSERT INTO p VALUES (1, 1), (1, 2), (2, 1)");
    }
}
