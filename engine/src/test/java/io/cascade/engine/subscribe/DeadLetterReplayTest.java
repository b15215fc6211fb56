/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.brake.SufferingDatabase;
import io.cascade.engine.deadletter.DeadLetter;
import io.cascade.engine.deadletter.DeadLetter.State;
import io.cascade.engine.deadletter.DeadLetters;
import io.cascade.engine.deadletter.DeadLetters.Outcome;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What a person can do about a dead letter. */
class DeadLetterReplayTest {

    @Test
    void aReplayThatIsRefusedAgainSaysWhyAndIsCounted() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(1).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1");
        services.mend();
        services.children.sql(
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE EXCEPTION 'not on Sundays'; END$$",
                "CREATE TRIGGER keep BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION keep()");

        // When
        Outcome outcome = services.replay(1);

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Refused("SQLSTATE P0001: not on Sundays"));
        DeadLetter letter = services.letter();
        assertThat(letter.state()).isEqualTo(State.OPEN);
        assertThat(letter.attempts()).isEqualTo(2);
        assertThat(letter.sqlState()).isEqualTo("P0001");
        assertThat(letter.relationships()).containsExactly("r");
        assertThat(services.parents.values(UUID.class, "SELECT id FROM cascade.deletion"))
                .containsExactly(letter.deletion());
        assertThat(services.parents.values(String.class, "SELECT reason FROM cascade.delivery"))
                .containsExactly("SQLSTATE P0001: not on Sundays");
        assertThat(services.referred()).containsExactly(1L);
        services.children.sql("DROP TRIGGER keep ON c");
        assertThat(services.replay(1)).isInstanceOfSatisfying(Outcome.Resolved.class, resolved -> assertThat(
                        resolved.letter().attempts())
                .isEqualTo(3));
        assertThat(services.deliveries()).containsExactly("r settled 1");
    }

    @Test
    void aReplayIsBrakedToo() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(1);
        services.children.sql("INSERT INTO c (fk) SELECT 1 FROM generate_series(1, 350)");
        services.keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1");
        services.mend();
        try (SufferingDatabase suffering = new SufferingDatabase(services.children, 1000)) {
            services.children.rowsPerTransaction(300).braking(suffering.brake());

            // When
            long began = System.nanoTime();
            services.children.deadLetters().replay(1);

            // Then
            assertThat(services.children.count("c")).isEqualTo(51);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
        services.settle();
        assertThat(services.deliveries()).containsExactly("r settled 351");
    }

    @Test
    void aReplayChangesNoMoreRowsThanASecondHasRoomFor() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(1);
        services.children.sql("INSERT INTO c (fk) SELECT 1 FROM generate_series(1, 350)");
        services.keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1");
        services.mend();
        try (SufferingDatabase suffering = new SufferingDatabase(services.children, 200)) {
            services.children.braking(suffering.brake());

            // When
            services.children.deadLetters().replay(1);

            // Then
            assertThat(services.children.count("c")).isEqualTo(151);
        }
    }

    @Test
    void manyWhoReplayAtOnceDoItOnce() throws Exception {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(1).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1");
        services.mend();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        DeadLetters letters = services.children.deadLetters();

        // When
        List<Future<Outcome>> replays =
                threads.invokeAll(Collections.nCopies(4, (Callable<Outcome>) () -> letters.replay(1)));
        threads.shutdown();

        // Then
        for (Future<Outcome> replay : replays) {
            assertThat(replay.get()).isInstanceOf(Outcome.Resolved.class);
        }
        assertThat(services.letter().attempts()).isEqualTo(2);
        services.settle();
        assertThat(services.deliveries()).containsExactly("r settled 1");
    }

    @Test
    void whatIsResolvedStaysAsItIs() {
        DeadLetterFixture services =
                DeadLetterFixture.cascading().live(2).keep(1).keep(2);
        services.parentsDo("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2");
        services.mend();
        services.replay(1);
        services.discard(2);
        assertThat(services.discard(1)).isInstanceOf(Outcome.Settled.class);
        assertThat(services.replay(2)).isInstanceOf(Outcome.Settled.class);
        assertThat(services.discard(2)).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.replay(3)).isInstanceOf(Outcome.Missing.class);
        assertThat(services.referred()).containsExactly(2L);
    }

    @Test
    void whoeverAsksAgainTellsThePublisherAgain() {
        // Given reports that got lost
        DeadLetterFixture services =
                DeadLetterFixture.cascading().live(2).keep(1).keep(2);
        services.parentsDo("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2");
        services.mend();
        DeadLetters letters = services.children.deadLetters();
        letters.replay(1);
        letters.discard(2, "no longer wanted");
        assertThat(services.children.takeOutbox()).hasSize(2);
        assertThat(services.deliveries()).containsExactly("r failed 0", "r failed 0");

        // When
        services.replay(1);
        services.discard(2);

        // Then
        assertThat(services.deliveries()).containsExactly("r settled 0", "r discarded 0");
        assertThat(services.referred()).containsExactly(2L);
    }

    @Test
    void discardingOneWhoseRelationshipIsGoneTellsThePublisherToo() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(1).keep(1);
        services.parentsDo("DELETE FROM p WHERE id = 1");
        TestService without = services.children.under(TestContracts.of("s: a.q(id bigint) <- b.d(fk) CASCADE"));

        // When
        Outcome replayed = without.deadLetters().replay(1);
        Outcome discarded = without.deadLetters().discard(1, "no longer wanted");
        services.parents.take(without.takeOutbox());

        // Then
        assertThat(replayed).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .contains("discard it"));
        assertThat(discarded).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.deliveries()).containsExactly("r discarded 0");
        assertThat(services.referred()).containsExactly(1L);
    }

    @Test
    void aDeletionThatKeepsTheChildrenDoesSoWhenReplayed() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(2);
        services.children.sql("ALTER TABLE c ALTER fk SET NOT NULL");
        services.parentsDo("BEGIN; SET LOCAL cascade.propagation = 'orphan'; DELETE FROM p WHERE id = 1; COMMIT");
        services.children.sql("ALTER TABLE c ALTER fk DROP NOT NULL");

        // When
        services.replay(1);

        // Then
        assertThat(services.children.count("c WHERE fk IS NULL")).isEqualTo(1);
        assertThat(services.keys()).containsExactly(2L);
        assertThat(services.deliveries()).containsExactly("r settled 1");
    }

    @Test
    void allSubscriptionsOfAnEventFailAndAreAppliedTogether() {
        // Given
        DeadLetterFixture services = new DeadLetterFixture(
                        "r: a.p(id bigint) <- b.c(fk) CASCADE", "s: a.p(id bigint) <- b.d(fk) CASCADE")
                .live(1)
                .keep(1);
        services.children.sql("INSERT INTO d VALUES (1), (1)");
        services.parentsDo("DELETE FROM p WHERE id = 1");
        assertThat(services.children.count("d")).isEqualTo(2);
        assertThat(services.deliveries()).containsExactly("r failed 0", "s failed 0");
        services.mend();

        // When
        services.replay(1);

        // Then
        assertThat(services.referred()).isEmpty();
        assertThat(services.children.count("d")).isZero();
        assertThat(services.deliveries()).containsExactly("r settled 1", "s settled 2");
    }

    @Test
    void keysThatAnApplicationHoldsAtTheReplayFollowByThemselves() throws SQLException {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(2).keep(1);
        services.parentsDo("DELETE FROM p");
        services.mend();

        // When
        try (Connection application = services.children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c (fk) VALUES (2)");
            assertThat(services.replay(1)).isInstanceOf(Outcome.Resolved.class);
            assertThat(services.referred()).containsExactly(2L);
            assertThat(services.deliveries()).containsExactly("r failed 0");
            application.commit();
        }
        services.settle();

        // Then
        assertThat(services.referred()).isEmpty();
        assertThat(services.deliveries()).containsExactly("r settled 3");
    }

    @Test
    void whatIsRefusedAfterTheReplayIsADeadLetterAgain() throws SQLException {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(2).keep(1);
        services.parentsDo("DELETE FROM p");
        services.mend();

        // When
        try (Connection application = services.children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c (fk) VALUES (2)");
            services.replay(1);
            application.commit();
        }
        services.keep(2).settle();

        // Then
        DeadLetter letter = services.letter();
        assertThat(letter.state()).isEqualTo(State.OPEN);
        assertThat(letter.sqlState()).isEqualTo("23503");
        assertThat(services.referred()).containsExactly(2L, 2L);
        services.mend();
        services.replay(1);
        assertThat(services.referred()).isEmpty();
        assertThat(services.deliveries()).containsExactly("r settled 3");
    }

    @Test
    void aLetterOfAnEarlierReleaseIsReplayedByItsVersion() {
        // Given one whose keys are in no queue, and of which one has been created again
        DeadLetterFixture services = DeadLetterFixture.cascading().live(2).keep(1);
        services.parentsDo("DELETE FROM p");
        services.children.sql(
                "DELETE FROM " + DeadLetterFixture.HELD,
                "UPDATE cascade.dead_letter SET placed = false, publisher = NULL, relationships = '{}'");
        services.parentsDo("INSERT INTO p VALUES (1)");
        services.mend();

        // When
        Outcome outcome = services.replay(1);

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.referred()).containsExactly(1L);
        assertThat(services.keys()).containsExactly(1L);
        assertThat(services.deliveries()).containsExactly("r settled 1");
    }

    @Test
    void aQueueOfAnEarlierReleaseGetsItsMarksAtTheStart() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(1).keep(1);
        services.children.sql("ALTER TABLE " + DeadLetterFixture.HELD + " DROP COLUMN dead_letter");

        // When
        services.children.install();

        // Then
        services.parentsDo("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        assertThat(services.children.count(DeadLetterFixture.HELD + " WHERE dead_letter = 1"))
                .isEqualTo(2);
    }

    @Test
    void whatStaysMalformedStaysADeadLetter() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading();
        ConsumerRecord<byte[], byte[]> garbage = record("deleted.v1", "{\"table\":");
        services.children.receive(List.of(garbage));
        String reason = services.letter().reason();

        // When
        Outcome outcome = services.replay(1);

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Refused(reason));
        assertThat(services.letter().attempts()).isEqualTo(2);
        services.children.receive(List.of(record("deleted.v1", "{\"table\":")));
        assertThat(services.letter().event()).isEqualTo(new UUID(0, 1));
    }

    @Test
    void oneWhoseKeysAreNotOfTheirTypeCanBeDiscarded() {
        // Given
        DeadLetterFixture services = DeadLetterFixture.cascading().live(1);
        services.children.receive(List.of(record(
                "deleted.v1",
                "{\"table\":\"public.p\",\"relationships\":[\"r\"],\"version\":9,\"deletion\":\"" + new UUID(0, 2)
                        + "\",\"keys\":{\"id\":[\"1; DROP TABLE c\"]}}")));
        assertThat(services.letter().sqlState()).isEqualTo("22P02");

        // When
        Outcome outcome = services.discard(1);

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.referred()).containsExactly(1L);
        assertThat(services.keys()).containsExactly(1L);
    }

    @Test
    void keysOfACreationThatKeptNoPlaceAreDoubtedUntilTheParentIsAsked() {
        // Given one that an earlier release could not read
        DeadLetterFixture services = DeadLetterFixture.cascading();
        services.children.receive(List.of(record("created.v1", "{\"table\":")));
        services.children.sql("UPDATE cascade.dead_letter SET payload = convert_to('{\"table\":\"public.p\","
                + "\"relationships\":[\"r\"],\"version\":1,\"keys\":{\"id\":[5,6]}}', 'UTF8')");

        // When
        Outcome outcome = services.replay(1);

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Resolved.class);
        assertThat(services.children.count(DeadLetterFixture.REPLICA
                        + " WHERE id IN (5, 6) AND version = 0 AND provisional_since IS NOT NULL"))
                .isEqualTo(2);
    }

    private static ConsumerRecord<byte[], byte[]> record(String type, String payload) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "cascade.a.public.p", 0, System.nanoTime(), null, payload.getBytes(StandardCharsets.UTF_8));
        record.headers()
                .add("ce_id", new UUID(0, 1).toString().getBytes(StandardCharsets.UTF_8))
                .add("ce_type", ("io.cascade.keys." + type).getBytes(StandardCharsets.UTF_8))
                .add("ce_time", "2026-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
