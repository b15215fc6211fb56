/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tables that are partitioned, or whose columns are not where one would expect them. */
class NativeForeignKeyLayoutsTest {

    private static final String PARENT = "CREATE TABLE p (id integer PRIMARY KEY)";

    @Test
    void aCascadeReachesAllPartitions() {
        // Given
        SideBySide sides = partitioned("CASCADE", "BY LIST (region)", "IN (1)", "IN (2)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("c_1 (2,1,2)", "c_2 (4,2,2)", "c_rest (6,3,2)");
    }

    @Test
    void setNullReachesAllPartitions() {
        // Given
        SideBySide sides = partitioned("SET NULL", "BY LIST (region)", "IN (1)", "IN (2)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).contains("c_1 (1,1,)", "c_2 (3,2,)", "c_rest (5,3,)");
    }

    @Test
    void aRowWhoseReferenceIsThePartitionKeyMovesToThePartitionOfNull() {
        // Given
        SideBySide sides = partitioned("SET NULL", "BY LIST (p)", "IN (1)", "IN (2)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c"))
                .containsExactly(
                        "c_2 (2,1,2)", "c_2 (4,2,2)", "c_2 (6,3,2)", "c_rest (1,1,)", "c_rest (3,2,)", "c_rest (5,3,)");
    }

    @Test
    void restrictHoldsByARowInAnyPartition() {
        // Given
        SideBySide sides = partitioned("RESTRICT", "BY LIST (region)", "IN (1)", "IN (2)");

        // When / Then
        sides.both("b", "DELETE FROM c WHERE region <> 3").deleteRefused("23001", "a", "p", "id = 1");
        sides.both("b", "DELETE FROM c_rest WHERE p = 1").delete("a", "p", "id = 1");
    }

    @Test
    void aPartitionThatIsAttachedLaterWithAnotherLayoutBelongs() {
        // Given
        SideBySide sides = partitioned("CASCADE", "BY LIST (region)", "IN (1)", "IN (2)");
        sides.both(
                "b",
                "CREATE TABLE late (was integer, p integer, too integer, region integer, id integer);"
                        + " ALTER TABLE late DROP was, DROP too; INSERT INTO late (id, region, p) VALUES (7, 4, 1), (8, 4, 2)");
        sides.both("b", "ALTER TABLE c ATTACH PARTITION late FOR VALUES IN (4)");
        sides.bothRefuse("23503", "b", "INSERT INTO late (id, region, p) VALUES (9, 4, 9)");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).contains("late (8,4,2)").hasSize(4);
    }

    @Test
    void aTableWithOrphansCannotBeAttachedAsPartition() {
        // Given
        SideBySide sides = partitioned("CASCADE", "BY LIST (region)", "IN (1)", "IN (2)");
        sides.both("b", "CREATE TABLE late (id integer, region integer, p integer)");
        sides.both("b", "INSERT INTO late VALUES (7, 4, 9)");

        // When / Then
        sides.bothRefuse("23503", "b", "ALTER TABLE c ATTACH PARTITION late FOR VALUES IN (4)");
        sides.both("b", "DELETE FROM late").both("b", "ALTER TABLE c ATTACH PARTITION late FOR VALUES IN (4)");
    }

    @Test
    void aPartitionThatIsDetachedKeepsItsForeignKey() {
        // Given
        SideBySide sides = partitioned("CASCADE", "BY LIST (region)", "IN (1)", "IN (2)");
        sides.both("b", "ALTER TABLE c DETACH PARTITION c_1");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c_1")).containsExactly("(2,1,2)");
        assertThat(sides.rows("c")).hasSize(2);
        sides.bothRefuse("23503", "b", "INSERT INTO c_1 VALUES (7, 1, 9)");
    }

    @Test
    void partitionsOfPartitionsAreReached() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(id integer) <- b.c(p) SET DEFAULT")
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, p integer DEFAULT 150) PARTITION BY RANGE (p)")
                .tables("b", "CREATE TABLE low PARTITION OF c FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (p)")
                .tables("b", "CREATE TABLE low_1 PARTITION OF low FOR VALUES FROM (0) TO (50)")
                .tables("b", "CREATE TABLE low_2 PARTITION OF low FOR VALUES FROM (50) TO (100)")
                .tables("b", "CREATE TABLE high PARTITION OF c FOR VALUES FROM (100) TO (200)", "CREATE INDEX ON c (p)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (60), (150)");
        sides.both("b", "INSERT INTO c VALUES (1, 1), (2, 60), (3, 150)");

        // When
        sides.delete("a", "p", "id = 60");

        // Then
        assertThat(sides.rows("c")).containsExactly("high (2,150)", "high (3,150)", "low_1 (1,1)");
    }

    @Test
    void columnsThatWereDroppedBeforeTheReferenceDoNotShiftIt() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(x integer, y integer) <- b.c(px, py) CASCADE")
                .tables("a", "CREATE TABLE p (was integer, x integer, too text, y integer, PRIMARY KEY (x, y))")
                .tables("a", "ALTER TABLE p DROP was, DROP too")
                .tables("b", "CREATE TABLE c (py integer, was date, and_this integer, px integer)")
                .tables("b", "ALTER TABLE c DROP was, DROP and_this", "CREATE INDEX ON c (px, py)")
                .install();
        sides.both("a", "INSERT INTO p (x, y) VALUES (1, 2), (2, 1)");
        sides.both("b", "INSERT INTO c (px, py) VALUES (1, 2), (2, 1)");

        // When
        sides.delete("a", "p", "x = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,2)");
        assertThat(sides.rows("p")).containsExactly("(2,1)");
    }

    @Test
    void aKeyAtTheEndOfAWideTableIsFoundByAReferenceAtTheBeginningOfANarrowOne() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(d integer, e integer) <- b.c(d, e) NO ACTION")
                .tables(
                        "a",
                        "CREATE TABLE p (a integer, b integer, c integer, d integer, e integer, PRIMARY KEY (d, e))")
                .tables("b", "CREATE TABLE c (d integer, e integer)", "CREATE INDEX ON c (d, e)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (4, 5, 0, 1, 2), (1, 2, 0, 4, 5)");
        sides.both("b", "INSERT INTO c VALUES (4, 5)");

        // When / Then
        sides.deleteRefused("23503", "a", "p", "d = 4");
        sides.delete("a", "p", "a = 4");
        assertThat(sides.rows("p")).containsExactly("(1,2,0,4,5)");
    }

    @Test
    void columnsThatComeAndGoAfterwardsChangeNothing() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(id integer) <- b.c(p) CASCADE")
                .tables("a", "CREATE TABLE p (one integer, id integer PRIMARY KEY)")
                .tables("b", "CREATE TABLE c (one integer, p integer)", "CREATE INDEX ON c (p)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1, 1), (2, 2), (3, 3)");
        sides.both("b", "INSERT INTO c VALUES (1, 1), (2, 2), (3, 3)");

        // When
        sides.both("a", "ALTER TABLE p DROP one, ADD two integer DEFAULT 2").delete("a", "p", "id = 1");
        sides.both("b", "ALTER TABLE c DROP one, ADD two text").delete("a", "p", "id = 2");
        sides.both("a", "ALTER TABLE p RENAME two TO three").both("a", "INSERT INTO p (id) VALUES (4)");

        // Then
        assertThat(sides.rows("c")).containsExactly("(3,)");
        sides.both("b", "INSERT INTO c VALUES (4, 'x')").delete("a", "p", "three = 2");
        assertThat(sides.rows("c")).isEmpty();
    }

    @Test
    void aReferenceThatIsComputedFromOtherColumnsCascades() {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(id integer) <- b.c(p) CASCADE")
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, p integer GENERATED ALWAYS AS (id / 10) STORED)")
                .tables("b", "CREATE INDEX ON c (p)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2)").both("b", "INSERT INTO c VALUES (10), (11), (20)");
        sides.bothRefuse("23503", "b", "UPDATE c SET id = 30 WHERE id = 20");

        // When
        sides.delete("a", "p", "id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(20,2)");
    }

    /** Rows 1, 3, 5 refer to p 1 and 2, 4, 6 to p 2, two in each region. */
    private static SideBySide partitioned(String action, String by, String first, String second) {
        SideBySide sides = SideBySide.of("r: a.p(id integer) <- b.c(p) " + action)
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, region integer, p integer) PARTITION " + by)
                .tables("b", "CREATE TABLE c_1 PARTITION OF c FOR VALUES " + first)
                .tables("b", "CREATE TABLE c_2 PARTITION OF c FOR VALUES " + second)
                .tables("b", "CREATE TABLE c_rest PARTITION OF c DEFAULT", "CREATE INDEX ON c (p)")
                .install();
        return sides.both("a", "INSERT INTO p VALUES (1), (2)")
                .both("b", "INSERT INTO c SELECT i, (i + 1) / 2, 2 - i % 2 FROM generate_series(1, 6) AS i");
    }
}
