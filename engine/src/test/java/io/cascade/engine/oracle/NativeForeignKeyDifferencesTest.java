/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.TableName;
import io.cascade.contracts.importing.ForeignKey;
import io.cascade.contracts.importing.ForeignKeyImport;
import io.cascade.contracts.importing.ServiceMapParser;
import io.cascade.engine.StartRefusedException;
import io.cascade.engine.oracle.SideBySide.Answers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where distributed foreign keys answer otherwise than native ones, each held down to one kind of statement. */
class NativeForeignKeyDifferencesTest {

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
    void aRuleThatTakesTheActionAwayHoldsTheEventUpWhereItWouldFailTheDelete() {
        // Given
        SideBySide sides = sides("CASCADE", "");
        sides.both("b", "CREATE RULE keep AS ON DELETE TO c DO INSTEAD NOTHING");

        // When
        assertThatThrownBy(() -> sides.each("a", "DELETE FROM p WHERE id = 1"))
                .hasStackTraceContaining("gave unexpected result");

        // Then
        assertThat(sides.nativeRows("p")).containsExactly("(1)", "(2)");
        assertThat(sides.rows("p")).containsExactly("(2)");
        assertThat(sides.rows("c")).containsExactly("(10,1)", "(20,2)");
        assertThat(sides.system().service("b").count("cascade.dead_letter")).isZero();
    }

    @Test
    void truncateCascadeIsRefusedWhereItWouldEmptyTheChildrenWhateverTheirAction() {
        // Given
        SideBySide sides = sides("SET NULL", "");

        // When
        Answers answers = sides.each("a", "TRUNCATE p CASCADE");

        // Then
        assertThat(answers).isEqualTo(new Answers("[0]", "0A000"));
        assertThat(sides.nativeRows("c")).isEmpty();
        assertThat(sides.rows("c")).containsExactly("(10,1)", "(20,2)");
        assertThat(sides.complaints()).isEmpty();
    }

    @Test
    void aSessionInTheRoleOfAReplicaCascadesWhereItWouldLeaveOrphans() {
        // Given
        SideBySide sides = sides("CASCADE", "");

        // When
        sides.each("a", "SET session_replication_role = replica; DELETE FROM p WHERE id = 1");

        // Then
        assertThat(sides.nativeRows("c")).containsExactly("(10,1)", "(20,2)");
        assertThat(sides.rows("c")).containsExactly("(20,2)");
        assertThat(sides.rows("p")).isEqualTo(sides.nativeRows("p")).containsExactly("(2)");
        assertThat(sides.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"RESTRICT, 23001", "NO ACTION, 23503"})
    void aPlainDeleteOfAGuardedTableIsRefusedWhetherARowHoldsTheKeyOrNot(String action, String held) {
        // Given
        SideBySide sides = sides(action, "");
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
        SideBySide sides = sides("RESTRICT", "");

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
        SideBySide sides = sides(action, "");

        // When
        Answers answers = sides.each("a", sql);

        // Then
        assertThat(answers).isEqualTo(new Answers(natively, "23001"));
        sides.assertSame(sql);
    }

    @Test
    void aHeldKeyThatATriggerPutsBackIsNotAskedForEither() {
        // Given
        SideBySide sides = sides("NO ACTION", "");
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

    @Test
    void aNewRowThatRefersToItselfIsRefused() {
        // Given
        SideBySide sides = SideBySide.of("t-t: a.t(id integer) <- a.t(up) CASCADE")
                .tables("a", "CREATE TABLE t (id integer PRIMARY KEY, up integer)", "CREATE INDEX ON t (up)")
                .install();

        // When / Then
        assertThat(sides.each("a", "INSERT INTO t VALUES (1, 1)")).isEqualTo(new Answers("[1]", "23503"));
        assertThat(sides.rows("t")).isEmpty();
    }

    @Test
    void aTransactionStillSeesTheChildrenOfWhatItHasDeleted() {
        // Given
        SideBySide sides = SideBySide.of("t-t: a.t(id integer) <- a.t(up) CASCADE")
                .tables("a", "CREATE TABLE t (id integer PRIMARY KEY, up integer)", "CREATE INDEX ON t (up)")
                .install();
        sides.both("a", "INSERT INTO t VALUES (1), (2)").both("a", "UPDATE t SET up = 1 WHERE id = 2");

        // When
        Answers answers = sides.each("a", "BEGIN; DELETE FROM t WHERE id = 1; SELECT id FROM t; COMMIT");

        // Then
        assertThat(answers).isEqualTo(new Answers("[0, 1, [], 0]", "[0, 1, [2], 0]"));
        sides.assertSame("the commit");
        assertThat(sides.rows("t")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE p (id integer PRIMARY KEY) PARTITION BY HASH (id) | CREATE TABLE c (p integer) | CASCADE"
                        + " | is no ordinary table",
                "CREATE TABLE b (); CREATE TABLE p (id integer PRIMARY KEY) INHERITS (b) | CREATE TABLE c (p integer)"
                        + " | CASCADE | is no ordinary table",
                "CREATE TABLE p (id integer PRIMARY KEY) | CREATE TABLE c (p integer); CREATE TABLE i () INHERITS (c)"
                        + " | CASCADE | other tables inherit from",
                "CREATE TABLE p (id integer PRIMARY KEY) | CREATE TABLE c (p integer NOT NULL) | SET NULL"
                        + " | could never be applied",
                "CREATE TABLE p (id integer PRIMARY KEY) | CREATE TABLE c (p bigint) | CASCADE | type mismatch",
            })
    void whatANativeForeignKeyWouldTakeButCannotBeEnforcedIsRefusedAtTheStart(
            String parent, String child, String action, String reason) {
        // Given
        SideBySide sides = SideBySide.of("r: a.p(id integer) <- b.c(p) " + action)
                .tables("a", parent)
                .tables("b", child, INDEX);

        // When / Then
        assertThatThrownBy(sides::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aReferenceIsNeverDeferredAndTheImportSaysSo() {
        // Given
        SideBySide sides = SideBySide.of("t-t: a.t(id integer) <- a.t(up) CASCADE")
                .tables("a", "CREATE TABLE t (id integer PRIMARY KEY, up integer)", "CREATE INDEX ON t (up)")
                .install();
        ForeignKey.Column id = new ForeignKey.Column("id", "integer");
        ForeignKey deferrable = new ForeignKey(
                "r",
                TableName.parse("c"),
                List.of(id),
                TableName.parse("p"),
                List.of(id),
                "CASCADE",
                List.of(),
                "NO ACTION",
                Set.of(ForeignKey.Trait.DEFERRABLE));

        // When
        String childFirst =
                "BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO t VALUES (2, 1); INSERT INTO t VALUES (1); COMMIT";
        sides.natively("ALTER TABLE t ALTER CONSTRAINT \"t-t\" DEFERRABLE");
        Answers answers = sides.each("a", childFirst);
        var plan = ForeignKeyImport.plan(
                ServiceMapParser.parse(
                        new ContractSource("map.yaml", "services: {a: {tables: [p]}, b: {tables: [c]}}")),
                List.of(deferrable),
                Contracts.parse(List.of()));

        // Then
        assertThat(answers).isEqualTo(new Answers("[0, 0, 1, 1, 0]", "23503"));
        assertThat(plan.contracts()).singleElement().satisfies(contract -> assertThat(contract.notes())
                .singleElement()
                .asString()
                .startsWith("DEFERRABLE is not carried over"));
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
