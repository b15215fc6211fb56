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

/** Where else distributed foreign keys answer otherwise than native ones, each held down to one kind of statement. */
class NativeForeignKeyDifferencesTest {

    private static final String PARENT = "CREATE TABLE p (id integer PRIMARY KEY)";
    private static final String INDEX = "CREATE INDEX ON c (p)";

    @Test
    void truncateCascadeIsRefusedWhereItWouldEmptyTheChildrenWhateverTheirAction() {
        // Given
        SideBySide sides = sides("SET NULL");

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
        SideBySide sides = sides("CASCADE");

        // When
        sides.each("a", "SET session_replication_role = replica; DELETE FROM p WHERE id = 1");

        // Then
        assertThat(sides.nativeRows("c")).containsExactly("(10,1)", "(20,2)");
        assertThat(sides.rows("c")).containsExactly("(20,2)");
        assertThat(sides.rows("p")).isEqualTo(sides.nativeRows("p")).containsExactly("(2)");
        assertThat(sides.complaints()).isEmpty();
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
    private static SideBySide sides(String action) {
        return SideBySide.of("r: a.p(id integer) <- b.c(p) " + action)
                .tables("a", PARENT)
                .tables("b", "CREATE TABLE c (id integer, p integer)", INDEX)
                .install()
                .both("a", "INSERT INTO p VALUES (1), (2)")
                .both("b", "INSERT INTO c VALUES (10, 1), (20, 2)");
    }
}
