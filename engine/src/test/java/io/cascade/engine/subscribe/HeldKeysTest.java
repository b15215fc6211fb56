/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** Keys that an application transaction holds when their delete arrives. */
class HeldKeysTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    private final TestService parents = new TestService("a", CONTRACTS)
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
            .install();
    private final TestService children = new TestService("b", CONTRACTS)
            .sql("CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, fk bigint)")
            .sql("CREATE INDEX ON c (fk)")
            .install();

    @Test
    void keysThatAnotherInstanceSetAsideAreTakenOverWhenItIsGone() throws SQLException {
        // Given two instances, of which one has nothing set aside
        live("(1)");
        KeyEventHandler staying = children.handler();
        staying.idle();
        KeyEventHandler leaving = children.handler();
        holding("INSERT INTO c (fk) VALUES (1)", () -> {
            parents.sql("DELETE FROM p");
            leaving.handle(parents.takeOutbox());
            assertThat(children.count("cascade.a__p__id")).isEqualTo(1);
        });

        // When
        for (int i = 0; i < 100; i++) {
            staying.idle();
        }

        // Then
        assertThat(children.count("c")).isZero();
        assertThat(children.count("cascade.a__p__id__held")).isZero();
    }

    @Test
    void aHeldKeyThatIsRefusedBecomesADeadLetterAndKeepsNoOthersWaiting() throws SQLException {
        // Given
        live("(1), (2)");
        children.sql(
                "INSERT INTO c (fk) VALUES (1), (2)",
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN IF OLD.fk = 1 THEN RAISE EXCEPTION 'number one stays'; END IF; RETURN OLD; END$$",
                "CREATE TRIGGER keep BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION keep()");
        KeyEventHandler handler = children.handler();
        holding("INSERT INTO c (fk) VALUES (1), (2)", () -> {
            parents.sql("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2");
            handler.handle(parents.takeOutbox());
        });

        // When
        handler.idle();
        handler.idle();

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(1L, 1L);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(
                        String.class, "SELECT concat_ws(' ', state, reason) FROM cascade.delivery ORDER BY 1"))
                .containsExactly("failed SQLSTATE P0001: number one stays", "settled");

        // And when the refusal ends
        children.sql("DROP TRIGGER keep ON c");
        handler.idle();
        assertThat(children.count("c")).isEqualTo(2);
        children.deadLetters().replay(1);
        assertThat(children.count("c")).isZero();
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT DISTINCT concat_ws(' ', state, reason) FROM cascade.delivery"))
                .containsExactly("settled");
    }

    @Test
    void aRefusedKeyThatAnEarlierReleaseSetAsideIsTriedAgainAndAgain() throws SQLException {
        // Given
        live("(1)");
        children.sql(
                "INSERT INTO c (fk) VALUES (1)",
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'stays'; END$$",
                "CREATE TRIGGER keep BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION keep()");
        KeyEventHandler handler = children.handler();
        holding("INSERT INTO c (fk) VALUES (1)", () -> {
            parents.sql("DELETE FROM p");
            handler.handle(parents.takeOutbox());
        });
        children.sql("DELETE FROM cascade.held_record");

        // When
        handler.idle();

        // Then
        assertThat(children.count("cascade.dead_letter")).isZero();
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT concat_ws(' ', state, reason) FROM cascade.delivery"))
                .containsExactly("failed SQLSTATE P0001: stays");
        children.sql("DROP TRIGGER keep ON c");
        await().until(() -> {
            handler.idle();
            return children.count("c") == 0;
        });
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT DISTINCT concat_ws(' ', state, reason) FROM cascade.delivery"))
                .containsExactly("settled");
    }

    @Test
    void aLockBelowTheChildTableDelaysItsOwnEventAndNothingElse() throws SQLException {
        // Given
        children.sql(
                "CREATE TABLE g (c_id bigint REFERENCES c ON DELETE CASCADE, note text)", "CREATE INDEX ON g (c_id)");
        live("(1), (2)");
        children.sql("INSERT INTO c (fk) VALUES (1), (2)", "INSERT INTO g SELECT id FROM c");
        KeyEventHandler handler = children.handler();

        // When
        holding("UPDATE g SET note = 'x' WHERE c_id = (SELECT id FROM c WHERE fk = 1)", () -> {
            parents.sql("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2", "INSERT INTO p VALUES (1)");
            handler.handle(parents.takeOutbox());
            handler.idle();

            // Then
            assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(1L);
        });
        handler.idle();
        handler.idle();
        assertThat(children.count("c")).isZero();
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(1L);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT state || rows FROM cascade.delivery"))
                .containsExactly("settled1", "settled1");
    }

    @Test
    void theOrderOfAHeldKeyIsKeptInAnyTimeZone() throws SQLException {
        // Given
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
        try {
            Contracts contracts = TestContracts.of("t: x.p(k timestamptz) <- y.c(fk) CASCADE");
            TestService x = new TestService("x", contracts)
                    .sql("CREATE TABLE p (k timestamptz PRIMARY KEY)")
                    .install();
            TestService y = new TestService("y", contracts)
                    .sql("CREATE TABLE c (fk timestamptz)", "CREATE INDEX ON c (fk)")
                    .install();
            String key = "('2026-01-01 00:00Z')";
            x.sql("INSERT INTO p VALUES " + key);
            y.receive(x.takeOutbox());
            KeyEventHandler handler = y.handler();
            try (Connection application = y.dataSource().getConnection();
                    Statement statement = application.createStatement()) {
                application.setAutoCommit(false);
                statement.execute("INSERT INTO c VALUES " + key);
                x.sql("DELETE FROM p");
                handler.handle(x.takeOutbox());

                // When
                x.sql("INSERT INTO p VALUES " + key);
                handler.handle(x.takeOutbox());
                application.commit();
            }
            handler.idle();
            handler.idle();

            // Then
            assertThat(y.count("c")).isZero();
            assertThat(y.count("cascade.x__p__k")).isEqualTo(1);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private void live(String values) {
        parents.sql("INSERT INTO p VALUES " + values);
        children.receive(parents.takeOutbox());
    }

    /** Runs the work while an application transaction is open, and commits that then. */
    private void holding(String sql, Runnable work) throws SQLException {
        try (Connection application = children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute(sql);
            work.run();
            application.commit();
        }
    }
}
