/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.subscribe.KeyEventHandler;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One relationship of which the deletes are stopped and let go on. */
class PauseTest {

    private static final String HELD = "cascade.a__p__id__held";

    private TestService parents;
    private TestService children;

    @Test
    void keepsRowsAndKeysUntilItIsResumed() {
        // Given
        start("CASCADE");
        live("(1), (2)");
        children.sql("INSERT INTO c (fk) VALUES (1), (1), (2)");
        children.pauses().pause("r", "the import needs the database");

        // When
        parents.sql("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (3)");
        children.take(parents.takeOutbox());
        children.work();

        // Then
        assertThat(children.count("c")).isEqualTo(3);
        assertThat(keys()).containsExactly(1L, 2L, 3L);
        assertThat(reported()).containsExactly("pending");

        // And when
        children.pauses().resume("r");
        children.work();

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(2L);
        assertThat(keys()).containsExactly(2L, 3L);
        assertThat(reported()).containsExactly("settled 2");
        assertNothingWaits();
    }

    @Test
    void keepsTheOrderOfAKeyThatIsCreatedAgainAndWhatCameToItsNextLife() {
        // Given
        start("CASCADE");
        live("(1)");
        children.sql("INSERT INTO c (fk) VALUES (1)");
        children.pauses().pause("r", null);
        parents.sql("DELETE FROM p");
        children.take(parents.takeOutbox());
        parents.sql("INSERT INTO p VALUES (1)");
        children.take(parents.takeOutbox());

        // When
        children.sql("INSERT INTO c (id, fk) OVERRIDING SYSTEM VALUE VALUES (100, 1)");
        children.pauses().resume("r");
        children.work();

        // Then
        assertThat(children.values(Long.class, "SELECT id FROM c")).containsExactly(100L);
        assertThat(keys()).containsExactly(1L);
        assertThat(reported()).containsExactly("settled 1");
        assertNothingWaits();

        // And when it goes once more
        parents.sql("DELETE FROM p");
        children.take(parents.takeOutbox());
        assertThat(children.count("c")).isZero();
        assertThat(keys()).isEmpty();
    }

    @Test
    void aKeyThatIsCreatedAndDeletedAgainMeanwhileGoesWithAllThatItHasGot() {
        // Given
        start("CASCADE");
        live("(1)");
        children.sql("INSERT INTO c (fk) VALUES (1)");
        children.pauses().pause("r", null);

        // When
        for (int i = 0; i < 3; i++) {
            parents.sql("DELETE FROM p", "INSERT INTO p VALUES (1)");
            children.take(parents.takeOutbox());
            children.sql("INSERT INTO c (fk) VALUES (1)");
        }
        parents.sql("DELETE FROM p");
        children.take(parents.takeOutbox());
        assertThat(children.count("c")).isEqualTo(4);
        children.pauses().resume("r");
        children.work();

        // Then
        assertThat(children.count("c")).isZero();
        assertThat(keys()).isEmpty();
        assertThat(reported()).hasSize(4).allMatch(delivery -> delivery.startsWith("settled"));
        assertNothingWaits();
    }

    @Test
    void aChildThatComesLateGoesWithItsKey() {
        // Given
        start("CASCADE");
        live("(1)");
        children.pauses().pause("r", null);
        parents.sql("DELETE FROM p");
        children.take(parents.takeOutbox());

        // When
        children.sql("INSERT INTO c (fk) VALUES (1)");
        children.pauses().resume("r");
        children.work();

        // Then
        assertThat(children.count("c")).isZero();
        assertThatThrownBy(() -> children.sql("INSERT INTO c (fk) VALUES (1)"))
                .rootCause()
                .hasMessageContaining("violates foreign key constraint \"r\"");
    }

    @Test
    void isSeenByEveryInstanceAtItsNextTransactionAndSurvivesARestart() {
        // Given
        start("CASCADE");
        live("(1), (2), (3)");
        children.sql("INSERT INTO c (fk) VALUES (1), (2), (3)");
        KeyEventHandler one = children.handler();
        KeyEventHandler other = children.handler();
        parents.sql("DELETE FROM p WHERE id = 1");
        one.handle(parents.takeOutbox());
        children.pauses().pause("r", null);

        // When
        parents.sql("DELETE FROM p WHERE id = 2");
        one.handle(parents.takeOutbox());
        parents.sql("DELETE FROM p WHERE id = 3");
        other.handle(parents.takeOutbox());
        one.idle();
        other.idle();
        KeyEventHandler restarted = children.install().handler();
        restarted.idle();

        // Then
        assertThat(children.count("c")).isEqualTo(2);
        children.pauses().resume("r");
        other.idle();
        assertThat(children.count("c")).isZero();
        assertThat(reported()).containsExactly("settled 1", "settled 1", "settled 1");
        assertNothingWaits();
    }

    @Test
    void aHeavyKeyStopsInTheMiddleAndGoesOnThere() {
        // Given
        start("CASCADE");
        children.rowsPerTransaction(100);
        live("(1), (2)");
        children.sql("INSERT INTO c (fk) SELECT 1 FROM generate_series(1, 450)", "INSERT INTO c (fk) VALUES (2)");
        KeyEventHandler handler = children.handler();
        parents.sql("DELETE FROM p WHERE id = 1");
        handler.handle(parents.takeOutbox());
        handler.idle();
        assertThat(children.count("c WHERE fk = 1")).isEqualTo(250);

        // When
        children.pauses().pause("r", null);
        parents.sql("DELETE FROM p WHERE id = 2");
        handler.handle(parents.takeOutbox());
        handler.idle();
        handler.idle();

        // Then
        assertThat(children.count("c")).isEqualTo(251);
        assertThat(handler.busy()).isFalse();
        children.pauses().resume("r");
        handler.idle();
        assertThat(children.count("c")).isBetween(100L, 151L);
        children.work();
        assertThat(children.count("c")).isZero();
        assertThat(reported()).containsExactlyInAnyOrder("settled 450", "settled 1");
        assertNothingWaits();
    }

    @Test
    void aKeyThatATransactionHoldsWaitsForBoth() throws SQLException {
        // Given
        start("CASCADE");
        live("(1), (2)");
        children.pauses().pause("r", null);
        try (Connection application = children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c (fk) VALUES (1)");
            parents.sql("DELETE FROM p");
            children.take(parents.takeOutbox());

            // When
            children.pauses().resume("r");
            children.work();
            assertThat(keys()).containsExactly(1L);
            application.commit();
        }
        children.work();

        // Then
        assertThat(children.count("c")).isZero();
        assertThat(keys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SET NULL, 0", "SET DEFAULT, 3"})
    void appliesToReferencesThatAreOnlyChangedToo(String action, long fk) {
        // Given
        start(action);
        live("(1), (3)");
        children.sql("INSERT INTO c (fk) VALUES (1), (1)");
        children.pauses().pause("r", null);
        parents.sql("DELETE FROM p WHERE id = 1");
        children.take(parents.takeOutbox());
        parents.sql("INSERT INTO p VALUES (1)");
        children.take(parents.takeOutbox());
        children.sql("INSERT INTO c (fk) VALUES (1)");
        assertThat(children.count("c WHERE fk = 1")).isEqualTo(3);

        // When
        children.pauses().resume("r");
        children.work();

        // Then
        assertThat(children.values(Long.class, "SELECT coalesce(fk, 0) FROM c ORDER BY id"))
                .containsExactly(fk, fk, 1L);
        assertThat(reported()).containsExactly("settled 2");
    }

    @Test
    void whatComesTwiceOrOutOfOrderChangesNothing() {
        // Given
        start("CASCADE");
        live("(1), (2)");
        children.sql("INSERT INTO c (fk) VALUES (1), (2)");
        children.pauses().pause("r", null);
        parents.sql("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)", "DELETE FROM p WHERE id = 2");
        List<ConsumerRecord<byte[], byte[]>> records = parents.takeOutbox();

        // When
        children.take(records);
        children.take(records);
        List<ConsumerRecord<byte[], byte[]>> backwards = new ArrayList<>(records);
        Collections.reverse(backwards);
        children.take(backwards);
        children.pauses().resume("r");
        children.work();
        children.take(records);
        children.work();

        // Then
        assertThat(children.count("c")).isZero();
        assertThat(keys()).containsExactly(1L);
        assertThat(reported()).containsExactly("settled 1", "settled 1");
        assertNothingWaits();
    }

    @Test
    void aDeadLetterIsNotReplayedMeanwhile() {
        // Given
        start("CASCADE");
        live("(1)");
        children.sql(
                "INSERT INTO c (fk) VALUES (1)",
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'stays'; END$$",
                "CREATE TRIGGER keep BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION keep()");
        parents.sql("DELETE FROM p");
        children.take(parents.takeOutbox());
        children.sql("DROP TRIGGER keep ON c");
        children.pauses().pause("r", null);

        // When / Then
        assertThat(children.deadLetters().replay(1))
                .isEqualTo(new DeadLetters.Outcome.Refused("the relationship 'r' is paused; resume it first"));
        children.pauses().resume("r");
        assertThat(children.deadLetters().replay(1)).isInstanceOf(DeadLetters.Outcome.Resolved.class);
        assertThat(children.count("c")).isZero();
    }

    @Test
    void mayBeSaidAgainAndIsOverAtOnce() {
        // Given
        start("CASCADE");
        live("(1)");

        // When
        children.pauses().pause("r", "why");
        String since = state();
        children.pauses().pause("r", null);
        assertThat(state()).isEqualTo(since);
        children.pauses().pause("r", "for another reason");

        // Then
        assertThat(state()).isEqualTo(since.replace("why", "for another reason"));
        children.pauses().resume("r");
        children.pauses().resume("r");
        assertThat(state()).isEmpty();
        parents.sql("DELETE FROM p");
        children.take(parents.takeOutbox());
        assertThat(keys()).isEmpty();
        assertThatThrownBy(() -> children.pauses().pause("x", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("b does not own the child table of a relationship 'x'");
        assertThatThrownBy(() -> parents.pauses().resume("r")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isHeardToBeOverAlsoIfTheClockWasSetBackMeanwhile() {
        // Given a pause of a server whose clock is an hour ahead
        start("CASCADE");
        children.sql("UPDATE cascade.relationship SET pause_version ="
                + " extract(epoch FROM clock_timestamp() + interval '1 hour') * 1000000");
        children.pauses().pause("r", null);
        parents.take(children.takeOutbox());

        // When
        children.pauses().resume("r");
        parents.take(children.takeOutbox());

        // Then
        assertThat(PauseReports.open(parents.dsl())).isEmpty();
    }

    private void start(String action) {
        Contracts contracts = TestContracts.of("r: a.p(id bigint) <- b.c(fk) " + action);
        parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        children = new TestService("b", contracts)
                .sql(
                        "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, fk bigint DEFAULT 3)",
                        "CREATE INDEX ON c (fk)")
                .install();
    }

    private void live(String values) {
        parents.sql("INSERT INTO p VALUES " + values);
        children.take(parents.takeOutbox());
    }

    private List<Long> keys() {
        return children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY id");
    }

    private String state() {
        return children.values(
                        String.class, "SELECT concat_ws(' ', paused_since, pause_reason) FROM cascade.relationship")
                .get(0);
    }

    /** What the parent's service knows, once it has heard all. */
    private List<String> reported() {
        parents.take(children.takeOutbox());
        return parents.values(
                String.class,
                "SELECT concat_ws(' ', state, nullif(rows, 0)) FROM cascade.delivery ORDER BY created_at, event_id");
    }

    private void assertNothingWaits() {
        for (String table : List.of(HELD, "cascade.held_delivery", "cascade.held_record", "cascade.dead_letter")) {
            assertThat(children.count(table)).as(table).isZero();
        }
    }
}
