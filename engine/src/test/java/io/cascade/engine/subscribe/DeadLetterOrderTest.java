/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.deadletter.DeadLetter.State;
import io.cascade.engine.deadletter.DeadLetters.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Nothing that comes later for the same keys overtakes a dead letter. */
class DeadLetterOrderTest {

    private final DeadLetterFixture services = DeadLetterFixture.cascading();

    @Test
    void theNextLifeOfAKeyBeginsWhenTheRefusedDeleteOfItsFormerOneIsReplayed() {
        // Given
        services.live(2).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1");
        long version = version(1);

        // When
        services.parentsDo("INSERT INTO p VALUES (1)");

        // Then
        assertThat(version(1)).as("the creation waits").isEqualTo(version);
        services.mend();
        assertThat(services.replay(1)).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.referred()).containsExactly(2L);
        assertThat(services.keys()).containsExactly(1L, 2L);
        assertThat(version(1)).isGreaterThan(version);
        assertThat(services.deliveries()).containsExactly("r settled 1");
        assertNothingWaits();
        services.children.sql("INSERT INTO c (fk) VALUES (1)");
    }

    @Test
    void childrenOfTheNextLifeDoNotGoWithAReplay() {
        // Given
        services.live(1).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        services.children.sql("INSERT INTO c (fk, note) VALUES (1, 'new')");
        services.mend();

        // When
        Outcome replay = services.replay(1);

        // Then
        assertThat(replay).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .contains("public.c", "new life"));
        assertThat(services.referred()).containsExactly(1L, 1L);
        services.children.sql("DELETE FROM c WHERE note IS NULL");
        services.discard(1);
        assertThat(services.referred()).containsExactly(1L);
        assertThat(services.keys()).containsExactly(1L);
        assertNothingWaits();
    }

    @Test
    void aReplayWaitsForWhoeverHoldsAChildOfTheFormerLife() throws SQLException {
        // Given
        services.live(1).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        services.mend();

        // When
        try (Connection application = services.children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("UPDATE c SET note = 'held' WHERE fk = 1");
            assertThat(services.replay(1)).isInstanceOf(Outcome.Refused.class);
            application.rollback();
        }
        services.children.sql("INSERT INTO c (fk, note) VALUES (1, 'new')");
        services.settle();

        // Then
        assertThat(services.referred()).containsExactly(1L, 1L);
        assertThat(services.letter().state()).isEqualTo(State.OPEN);
        assertThat(services.deliveries()).containsExactly("r failed 0");
    }

    @Test
    void aKeyThatWasDeletedAgainTakesItsYoungChildrenAlong() {
        // Given
        services.live(1).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        services.children.sql("INSERT INTO c (fk, note) VALUES (1, 'new')");
        services.parentsDo("DELETE FROM p WHERE id = 1");
        services.mend();

        // When
        Outcome replay = services.replay(1);

        // Then
        assertThat(replay).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.referred()).isEmpty();
        assertThat(services.keys()).isEmpty();
        assertThat(services.deliveries()).containsExactly("r settled 2", "r settled 0");
        assertNothingWaits();
    }

    @Test
    void aCreationThatIsReplayedAfterItsDeleteLeavesNoKey() {
        // Given
        services.children.sql("ALTER TABLE " + DeadLetterFixture.REPLICA + " ADD CONSTRAINT odd CHECK (id <> 7)");
        services.parentsDo("INSERT INTO p VALUES (7), (8)");
        services.parentsDo("DELETE FROM p WHERE id = 7");
        assertThat(services.deliveries()).containsExactly("r pending 0");
        services.children.sql("ALTER TABLE " + DeadLetterFixture.REPLICA + " DROP CONSTRAINT odd");

        // When
        services.replay(1);

        // Then
        assertThat(services.keys()).containsExactly(8L);
        assertThat(services.deliveries()).containsExactly("r settled 0");
        assertNothingWaits();
    }

    @Test
    void discardingLeavesKeyAndChildrenAndLetsTheQueueGoOn() {
        // Given
        services.live(1).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");

        // When
        Outcome discarded = services.discard(1);

        // Then
        assertThat(discarded).isInstanceOfSatisfying(Outcome.Resolved.class, resolved -> {
            assertThat(resolved.letter().state()).isEqualTo(State.DISCARDED);
            assertThat(resolved.letter().resolution()).isEqualTo("no longer wanted");
        });
        assertThat(services.referred()).containsExactly(1L);
        assertThat(services.keys()).containsExactly(1L);
        assertNothingWaits();
        services.mend();
        services.parentsDo("DELETE FROM p WHERE id = 1");
        assertThat(services.referred()).isEmpty();
    }

    @Test
    void otherKeysGoOn() {
        services.live(3).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2");
        assertThat(services.referred()).containsExactly(1L, 3L);
        assertThat(services.deliveries()).containsExactly("r failed 0", "r settled 1");
    }

    @Test
    void theEarlierOfTwoLettersOfAKeyComesFirst() {
        // Given
        services.live(2).keep(1).keep(2);
        services.parentsDo("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)", "DELETE FROM p");
        assertThat(services.children.deadLetters().countOpen()).isEqualTo(2);
        services.mend();

        // When
        Outcome second = services.replay(2);

        // Then
        assertThat(second).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .contains("dead letter 1 "));
        assertThat(services.replay(1)).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.keys()).containsExactly(1L, 2L);
        assertThat(services.replay(2)).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.keys()).isEmpty();
        assertThat(services.referred()).isEmpty();
        assertNothingWaits();
    }

    @Test
    void aRepeatedRecordIsNeitherASecondLetterNorApplied() {
        // Given
        services.live(1).keep(1);
        List<ConsumerRecord<byte[], byte[]>> records = services.parentsDo("DELETE FROM p WHERE id = 1");
        services.mend();

        // When
        services.children.receive(records);
        services.parents.allOutboxAgain();
        services.deliver();

        // Then
        services.letter();
        assertThat(services.referred()).containsExactly(1L);
        services.discard(1);
        services.children.receive(records);
        services.settle();
        assertThat(services.referred()).containsExactly(1L);
    }

    @Test
    void whatWasDiscardedStaysSoWhenTheInboxHasForgottenIt() {
        // Given
        services.live(1).keep(1);
        List<ConsumerRecord<byte[], byte[]>> records = services.parentsDo("DELETE FROM p WHERE id = 1");
        services.mend();
        services.discard(1);
        services.children.sql("DELETE FROM cascade.inbox");

        // When
        services.children.receive(records);
        services.settle();

        // Then
        assertThat(services.referred()).containsExactly(1L);
        assertThat(services.deliveries()).containsExactly("r discarded 0");
    }

    @Test
    void aRepeatedRecordOfAReplayedLetterChangesNothing() {
        // Given
        services.live(1).keep(1);
        List<ConsumerRecord<byte[], byte[]>> records =
                services.parentsDo("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        services.mend();
        services.replay(1);
        services.children.sql("INSERT INTO c (fk) VALUES (1)");

        // When
        services.children.receive(records);
        services.settle();

        // Then
        assertThat(services.referred()).containsExactly(1L);
        assertThat(services.letter().state()).isEqualTo(State.REPLAYED);
    }

    private long version(int key) {
        return services.children
                .values(Long.class, "SELECT version FROM " + DeadLetterFixture.REPLICA + " WHERE id = " + key)
                .get(0);
    }

    private void assertNothingWaits() {
        assertThat(services.children.count(DeadLetterFixture.HELD)).isZero();
        assertThat(services.children.count("cascade.held_record")).isZero();
        assertThat(services.children.count("cascade.held_delivery")).isZero();
    }
}
