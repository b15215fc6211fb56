/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static io.cascade.engine.subscribe.ChangedRows.drain;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parents with more children than one transaction may change. */
class ManyChildrenTest {

    private static final int ROWS = 100;

    private TestService parents;
    private TestService children;
    private ChangedRows changed;

    @Test
    void areDeletedInBoundedTransactionsWithOtherKeysInBetweenAndReportedOnce() {
        // Given
        start("CASCADE", "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint)");
        live(1, 950);
        live(2, 3);
        live(3, 7);
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        assertThat(handler.busy()).isTrue();
        assertThat(children.count("c WHERE fk = 1")).isEqualTo(850);
        parents.sql("DELETE FROM p WHERE id = 2");
        handler.handle(parents.takeOutbox());

        // Then
        assertThat(children.count("c WHERE fk = 1")).isEqualTo(850);
        assertThat(children.count("c WHERE fk = 2")).isZero();
        drain(handler);
        assertOnly(3, 7);
        assertReported("settled 3", "settled 950");
    }

    @Test
    void amongOthersOfTheSameEventLetThoseGoFirst() {
        // Given
        start("CASCADE", "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint)");
        live(1, 350);
        live(2, 5);
        live(3, 7);
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id <= 2");
        handler.handle(parents.takeOutbox());

        // Then
        assertThat(children.count("c WHERE fk = 2")).isZero();
        assertThat(children.count("c WHERE fk = 1")).isEqualTo(255);
        drain(handler);
        assertOnly(3, 7);
        assertThat(parentsRows()).isEqualTo(355);
    }

    @Test
    void areTakenOnByAnotherInstanceAfterACrash() {
        // Given
        start("CASCADE", "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint)");
        live(1, 450);
        live(3, 7);
        parents.sql("DELETE FROM p WHERE id = 1");
        children.handler().handle(parents.takeOutbox());
        children.handler().idle();
        assertThat(children.count("c WHERE fk = 1")).isEqualTo(250);

        // When
        children.receive(parents.allOutbox());
        drain(children.handler());

        // Then
        assertOnly(3, 7);
        assertReported("settled 450");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET NULL", "SET DEFAULT"})
    void loseTheirReferenceInBoundedTransactions(String action) {
        // Given
        start(action, "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint DEFAULT 3)");
        live(3, 7);
        live(1, 450);
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("c")).isEqualTo(457);
        assertThat(children.count("c WHERE fk = 3")).isEqualTo(action.equals("SET NULL") ? 7 : 457);
        changed.assertBounded(ROWS);
        assertReported("settled 450");
    }

    @Test
    void whoseDefaultIsTheDeletedKeyAreRefusedAndNotTriedForEver() {
        // Given
        start("SET DEFAULT", "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint DEFAULT 1)");
        live(1, 450);
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("c WHERE fk = 1")).isEqualTo(450);
        assertThat(children.count("cascade.dead_letter")).isEqualTo(1);
    }

    @Test
    void stayWithoutAParentInBoundedTransactions() {
        // Given
        start("CASCADE", "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint)");
        live(1, 450);
        live(3, 7);
        KeyEventHandler handler = children.handler();

        // When
        parents.dsl().transaction(tx -> {
            tx.dsl().execute("SET LOCAL cascade.propagation = 'orphan'");
            tx.dsl().execute("DELETE FROM p WHERE id = 1");
        });
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("c WHERE fk IS NULL")).isEqualTo(450);
        assertThat(children.count("c WHERE fk = 3")).isEqualTo(7);
        changed.assertBounded(ROWS);
        assertReported("settled 450");
    }

    @Test
    void inPartitionsAreDeletedInBoundedTransactions() {
        // Given
        start(
                "CASCADE",
                "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint) PARTITION BY HASH (id)",
                "CREATE TABLE c0 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE c1 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
        live(1, 450);
        live(3, 450);
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertOnly(3, 450);
        assertReported("settled 450");
    }

    @Test
    void ofWhichSomeAreLockedWaitForThoseAloneAndTheNextLifeOfTheirKeyWaitsBehind() throws SQLException {
        // Given
        start("CASCADE", "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint)");
        live(1, 450);
        live(3, 7);
        KeyEventHandler handler = children.handler();
        try (Connection application = children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SELECT FROM c WHERE id = 225 FOR UPDATE");

            // When
            parents.sql("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
            handler.handle(parents.takeOutbox());
            drain(handler);

            // Then
            assertThat(handler.busy()).isFalse();
            assertThat(children.count("c WHERE fk = 1")).isBetween(1L, (long) ROWS);
            application.rollback();
        }
        drain(handler);
        handler.idle();
        handler.idle();
        assertThat(children.count("c WHERE fk = 1")).isZero();
        assertThat(children.count("c WHERE fk = 3")).isEqualTo(7);
        assertThat(children.count("cascade.a__p__id")).isEqualTo(2);
        changed.assertBounded(ROWS);
        assertReported("settled 450");
    }

    @Test
    void ofWhichOneIsRefusedAreADeadLetterAndCountAllRowsAfterItsReplay() {
        // Given
        start("CASCADE", "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk bigint)");
        live(1, 450);
        live(3, 7);
        children.sql(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'this one stays'; END$$",
                "CREATE TRIGGER refuse BEFORE DELETE ON c FOR EACH ROW WHEN (old.id = 450) EXECUTE FUNCTION refuse()");
        KeyEventHandler handler = children.handler();

        // When
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        drain(handler);

        // Then
        assertThat(children.count("c WHERE fk = 1")).isBetween(1L, (long) ROWS);
        assertThat(children.count("cascade.dead_letter WHERE reason LIKE '%this one stays%'"))
                .isOne();
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT state FROM cascade.delivery"))
                .containsExactly("failed");

        // And when it may go
        children.sql("DROP TRIGGER refuse ON c");
        assertThat(children.deadLetters().replay(1)).isInstanceOf(DeadLetters.Outcome.Resolved.class);
        handler.wake();
        drain(handler);
        assertOnly(3, 7);
        assertReported("settled 450");
    }

    private void start(String action, String... tables) {
        Contracts contracts = TestContracts.of("r: a.p(id bigint) <- b.c(fk) " + action);
        parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        children = new TestService("b", contracts)
                .rowsPerTransaction(ROWS)
                .sql(tables)
                .sql("CREATE INDEX ON c (fk)")
                .install();
        changed = ChangedRows.of(children, "c");
    }

    private void live(int key, int rows) {
        parents.sql("INSERT INTO p VALUES (" + key + ")");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c (fk) SELECT " + key + " FROM generate_series(1, " + rows + ")");
    }

    private void assertOnly(int key, int rows) {
        assertThat(children.count("c")).isEqualTo(rows);
        assertThat(children.count("c WHERE fk = " + key)).isEqualTo(rows);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly((long) key);
        assertThat(children.count("cascade.a__p__id__held")).isZero();
        assertThat(children.count("cascade.held_delivery")).isZero();
        assertThat(children.count("cascade.held_record")).isZero();
        changed.assertBounded(ROWS);
    }

    private void assertReported(String... states) {
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT state || ' ' || rows FROM cascade.delivery ORDER BY rows"))
                .containsExactly(states);
    }

    private long parentsRows() {
        parents.receiveReports(children.takeOutbox());
        return parents.values(Long.class, "SELECT sum(rows)::bigint FROM cascade.delivery")
                .get(0);
    }
}
