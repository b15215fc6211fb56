/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to write a delete: p 1 to 5 and q 1 to 5 in one service; c 1 to 5 goes with p and d 1 to 5 is cut from q in another. */
class NativeForeignKeyStatementsTest {

    private static SideBySide sides;

    @BeforeAll
    static void tables() {
        sides = SideBySide.of("c-p: a.p(id integer) <- b.c(p) CASCADE", "d-q: a.q(id integer) <- b.d(q) SET NULL")
                .tables("a", "CREATE TABLE p (id integer PRIMARY KEY, name text)")
                .tables("a", "CREATE TABLE q (id integer PRIMARY KEY, p integer)")
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)")
                .tables("b", "CREATE TABLE d (id integer PRIMARY KEY, q integer)", "CREATE INDEX ON d (q)")
                .install();
    }

    @BeforeEach
    void rows() {
        sides.each("b", "DELETE FROM c; DELETE FROM d");
        sides.each("a", "DELETE FROM p; DELETE FROM q");
        sides.both(
                "a",
                "INSERT INTO p SELECT i, 'name ' || i FROM generate_series(1, 5) AS i;"
                        + " INSERT INTO q SELECT i, 6 - i FROM generate_series(1, 5) AS i");
        sides.both(
                "b",
                "INSERT INTO c SELECT i, i FROM generate_series(1, 5) AS i;"
                        + " INSERT INTO d SELECT i, i FROM generate_series(1, 5) AS i");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM p WHERE id IN (1, 2)",
                "DELETE FROM ONLY p WHERE id < 3",
                "DELETE FROM p WHERE id <= 2 RETURNING id || name",
                "DELETE FROM p USING q WHERE q.p = p.id AND q.id >= 4",
                "DELETE FROM p WHERE id IN (SELECT p FROM q WHERE id > 3)",
                "DELETE FROM p WHERE ctid = ANY (ARRAY(SELECT ctid FROM p ORDER BY id LIMIT 2))",
                "WITH gone AS (DELETE FROM p WHERE id < 3 RETURNING id) SELECT id FROM gone",
                "MERGE INTO p USING q ON q.p = p.id WHEN MATCHED AND q.id >= 4 THEN DELETE",
                "DO $$BEGIN DELETE FROM p WHERE id = 1; DELETE FROM p WHERE id = 2; END$$",
                "DO $$DECLARE r record; BEGIN FOR r IN SELECT id FROM p WHERE id < 3 LOOP"
                        + " DELETE FROM p WHERE id = r.id; END LOOP; END$$",
                "DO $$DECLARE k CURSOR FOR SELECT * FROM p WHERE id < 3 FOR UPDATE; BEGIN FOR r IN k LOOP"
                        + " DELETE FROM p WHERE CURRENT OF k; END LOOP; END$$",
                "DO $$BEGIN EXECUTE format('DELETE FROM %I WHERE id < $1', 'p') USING 3; END$$",
                "PREPARE d(integer) AS DELETE FROM p WHERE id < $1; EXECUTE d(3)",
                "BEGIN ISOLATION LEVEL REPEATABLE READ; DELETE FROM p WHERE id < 3; COMMIT",
                "BEGIN ISOLATION LEVEL SERIALIZABLE; DELETE FROM p WHERE id = 1; DELETE FROM p WHERE id = 2; COMMIT",
                "CREATE TEMP TABLE doomed AS SELECT 1 AS id UNION SELECT 2; DELETE FROM p USING doomed WHERE p.id = doomed.id",
                "SET search_path = pg_catalog; DELETE FROM public.p WHERE id < 3",
                "GRANT SELECT, DELETE ON p TO pg_monitor; SET ROLE pg_monitor; DELETE FROM p WHERE id < 3",
                "CREATE OR REPLACE PROCEDURE forget() LANGUAGE plpgsql AS $$BEGIN DELETE FROM p WHERE id = 1; COMMIT;"
                        + " DELETE FROM p WHERE id = 4; ROLLBACK; DELETE FROM p WHERE id = 2; END$$; COMMIT; CALL forget()",
                "BEGIN; SAVEPOINT s; DELETE FROM p; ROLLBACK TO s; DELETE FROM p WHERE id < 3; COMMIT",
                "BEGIN; SAVEPOINT s; DELETE FROM p WHERE id = 1; RELEASE s; SAVEPOINT s; DELETE FROM p WHERE id = 2; COMMIT",
                "MERGE INTO p USING (VALUES (1), (2)) AS v (id) ON v.id = p.id WHEN NOT MATCHED BY SOURCE THEN DO NOTHING"
                        + " WHEN MATCHED THEN DELETE",
                "WITH gone AS (DELETE FROM p WHERE id < 3) INSERT INTO p VALUES (1) ON CONFLICT DO NOTHING",
            })
    void howeverItIsWrittenADeleteCascades(String delete) {
        // When
        sides.both("a", delete);

        // Then
        assertThat(sides.rows("p")).hasSize(3);
        assertThat(sides.rows("c")).containsExactly("(3,3)", "(4,4)", "(5,5)");
    }

    @Test
    void aFunctionDeletesLikeAStatement() {
        // Given
        sides.both(
                "a",
                "CREATE FUNCTION forget(lowest integer) RETURNS bigint LANGUAGE sql AS"
                        + " 'WITH gone AS (DELETE FROM p WHERE id >= lowest RETURNING 1) SELECT count(*) FROM gone'");

        // When
        sides.both("a", "SELECT forget(4)");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,1)", "(2,2)", "(3,3)");
    }

    @Test
    void oneStatementMayDeleteFromSeveralParents() {
        // When
        sides.both(
                "a",
                "WITH ps AS (DELETE FROM p WHERE id < 3 RETURNING id), qs AS (DELETE FROM q WHERE p IN (SELECT id FROM ps)"
                        + " RETURNING id) SELECT (SELECT count(*) FROM ps) + (SELECT count(*) FROM qs)");

        // Then
        assertThat(sides.rows("c")).containsExactly("(3,3)", "(4,4)", "(5,5)");
        assertThat(sides.rows("d")).containsExactly("(1,1)", "(2,2)", "(3,3)", "(4,)", "(5,)");
    }

    @Test
    void whatIsRolledBackToASavepointHasNotHappened() {
        // When
        sides.both(
                "a",
                "BEGIN; DELETE FROM p WHERE id = 1; SAVEPOINT s; DELETE FROM p WHERE id = 2; DELETE FROM q; ROLLBACK TO s;"
                        + " DELETE FROM p WHERE id = 3; COMMIT");

        // Then
        assertThat(sides.rows("c")).containsExactly("(2,2)", "(4,4)", "(5,5)");
        assertThat(sides.rows("d")).doesNotContain("(1,)").hasSize(5);
    }

    @Test
    void whatAnExceptionTakesBackHasNotHappened() {
        // When
        sides.both(
                "a",
                "DO $$BEGIN DELETE FROM p WHERE id = 1; BEGIN DELETE FROM p WHERE id = 2; PERFORM 1 / 0;"
                        + " EXCEPTION WHEN division_by_zero THEN DELETE FROM p WHERE id = 3; END; END$$");

        // Then
        assertThat(sides.rows("c")).containsExactly("(2,2)", "(4,4)", "(5,5)");
    }

    @Test
    void aTransactionThatIsRolledBackHasDeletedNothingAndMayDeleteAgain() {
        // When
        sides.both("a", "BEGIN; DELETE FROM p; DELETE FROM q; ROLLBACK");
        sides.bothRefuse("22012", "a", "BEGIN; DELETE FROM p; SELECT 1 / 0; COMMIT");

        // Then
        assertThat(sides.rows("c")).hasSize(5);
        sides.both("a", "DELETE FROM p WHERE id > 1");
        assertThat(sides.rows("c")).containsExactly("(1,1)");
    }

    @Test
    void aDeleteThatMeetsNoRowDoesNothing() {
        // Given
        long deletions = sides.system().service("a").count("cascade.deletion");

        // When
        sides.both("a", "DELETE FROM p WHERE id = 99").both("a", "DELETE FROM p WHERE false");

        // Then
        assertThat(sides.rows("c")).hasSize(5);
        assertThat(sides.system().service("a").count("cascade.deletion")).isEqualTo(deletions);
    }

    @Test
    void theSameRowDeletedTwiceIsDeletedOnce() {
        // When
        sides.both(
                "a",
                "BEGIN; DELETE FROM p WHERE id = 1; DELETE FROM p WHERE id <= 2; DELETE FROM p WHERE id = 1; COMMIT");
        sides.both("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(3,3)", "(4,4)", "(5,5)");
    }

    @Test
    void thousandsOfKeysInOneListGoAndTheKeysBetweenThemStay() {
        // Given
        sides.both("a", "INSERT INTO p SELECT i, NULL FROM generate_series(1001, 9000) AS i");
        sides.both("b", "INSERT INTO c SELECT i, i FROM generate_series(1001, 9000) AS i");
        StringBuilder odd = new StringBuilder("1");
        for (int i = 1001; i < 9000; i += 2) {
            odd.append(", ").append(i);
        }

        // When
        sides.both("a", "DELETE FROM p WHERE id IN (" + odd + ")");

        // Then
        assertThat(sides.rows("c")).hasSize(4004).contains("(1002,1002)").doesNotContain("(1001,1001)");
    }

    @Test
    void aKeyThatIsDeletedAndCreatedAgainInOneTransactionHasLostItsChildren() {
        // When
        sides.both("a", "BEGIN; DELETE FROM p WHERE id IN (1, 2); INSERT INTO p VALUES (1, 'again'); COMMIT");
        sides.both("a", "BEGIN; DELETE FROM q WHERE id = 1; INSERT INTO q VALUES (1, 1); COMMIT");

        // Then
        assertThat(sides.rows("p")).contains("(1,again)");
        assertThat(sides.rows("c")).containsExactly("(3,3)", "(4,4)", "(5,5)");
        assertThat(sides.rows("d")).contains("(1,)");
        sides.both("b", "INSERT INTO c VALUES (1, 1)").bothRefuse("23503", "b", "INSERT INTO c VALUES (2, 2)");
    }

    @Test
    void aKeyThatIsDeletedAndCreatedAgainInOneStatementHasLostItsChildren() {
        // When
        sides.both(
                "a", "WITH old AS (DELETE FROM p WHERE id = 1 RETURNING *) INSERT INTO p SELECT id, 'again' FROM old");
        sides.both("a", "WITH old AS (DELETE FROM q WHERE id = 1 RETURNING *) INSERT INTO q SELECT * FROM old");

        // Then
        assertThat(sides.rows("p")).contains("(1,again)");
        assertThat(sides.rows("c")).containsExactly("(2,2)", "(3,3)", "(4,4)", "(5,5)");
        assertThat(sides.rows("d")).contains("(1,)");
        sides.both("b", "INSERT INTO c VALUES (1, 1)").both("a", "DELETE FROM p WHERE id = 1");
        assertThat(sides.rows("c")).hasSize(4);
    }

    @Test
    void aKeyThatComesAndGoesSeveralTimesInOneTransactionIsWhatItWasAtTheEnd() {
        // When
        sides.both(
                "a",
                "BEGIN; DELETE FROM p WHERE id <= 2; INSERT INTO p VALUES (1), (2); DELETE FROM p WHERE id <= 2;"
                        + " INSERT INTO p VALUES (1); SAVEPOINT s; INSERT INTO p VALUES (2); DELETE FROM p WHERE id = 1; ROLLBACK TO s;"
                        + " DELETE FROM p WHERE id = 3; COMMIT");

        // Then
        assertThat(sides.rows("c")).containsExactly("(4,4)", "(5,5)");
        sides.both("b", "INSERT INTO c VALUES (1, 1)").bothRefuse("23503", "b", "INSERT INTO c VALUES (2, 2)");
    }

    @Test
    void oneMergeMayDeleteAndCreateAndChange() {
        // When
        sides.both(
                "a",
                "MERGE INTO p USING (VALUES (1, 'x'), (2, NULL), (9, 'y')) AS v (id, name) ON v.id = p.id"
                        + " WHEN MATCHED AND v.name IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET name = v.name"
                        + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, v.name)");

        // Then
        assertThat(sides.rows("p")).contains("(1,x)", "(9,y)").hasSize(5);
        assertThat(sides.rows("c")).containsExactly("(1,1)", "(3,3)", "(4,4)", "(5,5)");
        sides.both("b", "INSERT INTO c VALUES (9, 9)");
    }

    @Test
    void aRowThatTheSameStatementHasJustChangedStaysWithItsChildren() {
        // When
        sides.both(
                "a",
                "WITH gone AS (DELETE FROM p WHERE id = 1) INSERT INTO p VALUES (1, 'kept')"
                        + " ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name");

        // Then
        assertThat(sides.rows("p")).contains("(1,kept)");
        assertThat(sides.rows("c")).hasSize(5);
    }

    @Test
    void aKeyThatIsCreatedAndDeletedInOneTransactionWasNeverThere() {
        // When
        sides.both("a", "BEGIN; INSERT INTO p VALUES (9); DELETE FROM p WHERE id = 9; COMMIT");
        sides.both(
                "a", "BEGIN; INSERT INTO p VALUES (8); DELETE FROM p WHERE id = 8; INSERT INTO p VALUES (8); COMMIT");

        // Then
        sides.bothRefuse("23503", "b", "INSERT INTO c VALUES (9, 9)").both("b", "INSERT INTO c VALUES (8, 8)");
    }

    @Test
    void truncateOfAParentIsRefusedAndOfAChildIsNot() {
        // When
        sides.bothRefuse("0A000", "a", "TRUNCATE p").bothRefuse("0A000", "a", "TRUNCATE q, p");
        sides.bothRefuse("0A000", "a", "SET session_replication_role = replica; TRUNCATE p");
        sides.both("b", "TRUNCATE c");

        // Then
        assertThat(sides.rows("p")).hasSize(5);
        assertThat(sides.rows("c")).isEmpty();
        sides.both("a", "DELETE FROM p").bothRefuse("0A000", "a", "TRUNCATE p");
    }

    @Test
    void aDeleteFromAViewIsOneFromItsTable() {
        // Given
        sides.both("a", "CREATE VIEW low AS SELECT id, name AS called FROM p WHERE id < 3");

        // When
        sides.both("a", "DELETE FROM low WHERE id IN (2, 3)").both("a", "DELETE FROM low WHERE called = 'name 1'");

        // Then
        assertThat(sides.rows("c")).containsExactly("(3,3)", "(4,4)", "(5,5)");
    }

    @Test
    void aViewWhoseRuleOrTriggerDeletesFromTheTableDeletesToo() {
        // Given
        sides.both("a", "CREATE VIEW total AS SELECT id, count(*) FROM p GROUP BY id");
        sides.both("a", "CREATE RULE forget AS ON DELETE TO total DO INSTEAD DELETE FROM p WHERE id = OLD.id");
        sides.both("a", "CREATE VIEW sum AS SELECT max(id) AS id FROM q");
        sides.both(
                "a",
                "CREATE FUNCTION forget_last() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN DELETE FROM q WHERE id = OLD.id; RETURN OLD; END'");
        sides.both("a", "CREATE TRIGGER forget INSTEAD OF DELETE ON sum FOR EACH ROW EXECUTE FUNCTION forget_last()");

        // When
        sides.both("a", "DELETE FROM total WHERE id < 3").both("a", "DELETE FROM sum");

        // Then
        assertThat(sides.rows("c")).containsExactly("(3,3)", "(4,4)", "(5,5)");
        assertThat(sides.rows("d")).contains("(5,)");
    }

    @Test
    void childrenThatWereMovedOrDeletedBeforeAreNotTouched() {
        // Given
        sides.both("b", "UPDATE c SET p = 2 WHERE id = 1").both("b", "DELETE FROM c WHERE id = 3");
        sides.both(
                "b",
                "BEGIN; UPDATE c SET p = 5 WHERE id = 4; SAVEPOINT s; DELETE FROM c WHERE id = 4; ROLLBACK TO s; COMMIT");

        // When
        sides.both("a", "DELETE FROM p WHERE id IN (1, 3, 4)");

        // Then
        assertThat(sides.rows("c")).containsExactly("(1,2)", "(2,2)", "(4,5)", "(5,5)");
    }
}
