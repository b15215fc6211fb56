/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import static io.cascade.engine.watch.WatchdogFixture.AFTER;
import static io.cascade.engine.watch.WatchdogFixture.READ;
import static io.cascade.engine.watch.WatchdogFixture.READING;
import static io.cascade.engine.watch.WatchdogFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");
    private static final String KEYS = "cascade.a.public.p";
    private static final String REPORTS = "cascade.a.acks";

    private final WatchdogFixture fixture = new WatchdogFixture(CONTRACTS);
    private final TestService parents = fixture.service("a");
    private final TestService children = fixture.service("b");

    @BeforeEach
    void install() {
        parents.sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        children.sql("CREATE TABLE c (id bigint, fk bigint)", "CREATE INDEX ON c (fk)");
        fixture.system.install();
        parents.sql("INSERT INTO p SELECT generate_series(1, 3)");
        fixture.system.deliver();
        children.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 3) AS g");
    }

    @Test
    void anEventThatGotLostIsPublishedAgainAsTheSameEventAndApplied() {
        // Given
        parents.sql("DELETE FROM p WHERE id IN (1, 2)");
        fixture.deliver(of(KEYS));
        assertThat(children.count("c")).isEqualTo(3);

        // When
        fixture.later("a", AFTER);
        int again = fixture.round("a");
        fixture.system.deliver();

        // Then
        assertThat(again).isPositive();
        assertThat(fixture.republished).isEqualTo(Map.of("r", again));
        assertThat(children.values(Long.class, "SELECT id FROM c")).containsExactly(3L);
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
        assertThat(parents.count("cascade.outbox WHERE payload::jsonb ->> 'redelivery' = 'true'"))
                .isEqualTo(again);
        assertThat(parents.count(
                        "cascade.outbox AS o JOIN cascade.outbox AS n USING (id, topic, record_key, type, source, subject)"
                                + " WHERE o.ctid <> n.ctid AND o.deletion_id IS NOT NULL"
                                + " AND (o.payload::jsonb - 'redelivery') = (n.payload::jsonb - 'redelivery')"))
                .isEqualTo(again);
    }

    @Test
    void aReportThatGotLostIsMadeAgainAndNothingIsApplied() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(REPORTS));
        assertThat(fixture.deliveries("a")).containsExactly("r pending 0");
        children.sql("INSERT INTO cascade.a__p__id (id, version) VALUES (1, 0)", "INSERT INTO c VALUES (10, 1)");

        // When
        fixture.later("a", AFTER);
        assertThat(fixture.round("a")).isEqualTo(1);
        fixture.system.deliver();

        // Then
        assertThat(children.count("c WHERE id = 10")).isEqualTo(1);
        assertThat(fixture.deliveries("a")).containsExactly("r settled 0");
    }

    @Test
    void aKeyThatWasCreatedAgainKeepsItsChildren() {
        // Given
        parents.sql("DELETE FROM p WHERE id IN (1, 2)");
        fixture.deliver(of(KEYS));
        parents.sql("INSERT INTO p VALUES (1)");
        fixture.system.deliver();
        children.sql("INSERT INTO c VALUES (10, 1)");

        // When
        fixture.later("a", AFTER);
        fixture.round("a");
        fixture.system.deliver();

        // Then
        assertThat(children.values(Long.class, "SELECT id FROM c ORDER BY id")).containsExactly(1L, 3L, 10L);
        assertThat(parents.count(
                        "cascade.outbox WHERE payload ~ 'redelivery' AND payload::jsonb -> 'keys' -> 'id' @> '1'"))
                .isZero();
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
    }

    /** Not even its creation has to arrive before. */
    @Test
    void aKeyThatWasCreatedAgainAndIsUnknownYetKeepsItsChildrenToo() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));
        parents.sql("INSERT INTO p VALUES (1)");
        fixture.later("a", AFTER);

        // When
        assertThat(fixture.round("a")).isZero();

        // Then it may be on its way out once more, so that is looked at a few times
        assertThat(fixture.deliveries("a")).containsExactly("r pending 0");
        parents.sql("UPDATE cascade.delivery SET republished = " + Watchdog.ROUNDS_BEFORE_UNTRUE);
        fixture.later("a", AFTER.multipliedBy(8));
        assertThat(fixture.round("a")).isZero();
        assertThat(fixture.deliveries("a")).containsExactly("r settled 0");
        fixture.system.deliver();
        assertThat(children.count("c")).isEqualTo(3);
    }

    @Test
    void whatIsCreatedAgainAfterwardsIsNotHitEither() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));
        fixture.later("a", AFTER);
        assertThat(fixture.round("a")).isEqualTo(1);
        List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> late = parents.takeOutbox();

        // When the key lives again before the event arrives
        parents.sql("INSERT INTO p VALUES (1)");
        fixture.system.deliver();
        children.sql("INSERT INTO c VALUES (10, 1)");
        children.receive(late);

        // Then
        assertThat(children.count("c")).isEqualTo(4);
    }

    @Test
    void waitsAsLongAsItShouldAndThenTwiceAsLongEachTime() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));

        // When // Then
        fixture.later("a", AFTER.minusSeconds(30));
        assertThat(fixture.round("a")).isZero();
        fixture.later("a", Duration.ofSeconds(40));
        assertThat(fixture.round("a")).isEqualTo(1);
        assertThat(fixture.round("a")).isZero();
        fixture.later("a", AFTER.multipliedBy(2).minusSeconds(30));
        assertThat(fixture.round("a")).isZero();
        fixture.later("a", Duration.ofSeconds(40));
        assertThat(fixture.round("a")).isEqualTo(1);
        fixture.later("a", AFTER.multipliedBy(3));
        assertThat(fixture.round("a")).isZero();
        fixture.later("a", AFTER);
        assertThat(fixture.round("a")).isEqualTo(1);
        assertThat(parents.values(Integer.class, "SELECT republished FROM cascade.delivery"))
                .containsExactly(3);
    }

    @Test
    void whatWasDeletedWhileTheClockWasAheadIsNotWaitedForUntilItIsThatLate() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));

        // When
        fixture.later("a", Duration.ofHours(-2));
        parents.sql("UPDATE cascade.delivery SET progressed_at = now() + interval '3 hours'");

        // Then
        assertThat(fixture.round("a")).isEqualTo(1);
        assertThat(fixture.round("a")).isZero();
        fixture.system.deliver();
        assertThat(parents.count("cascade.delivery WHERE state <> 'settled'")).isZero();
    }

    @Test
    void whatWasGivenUpIsNotAskedAboutAgain() {
        // Given
        parents.sql("DELETE FROM p WHERE id IN (1, 2)");
        fixture.deliver(of(KEYS));
        fixture.later("a", AFTER);
        parents.sql("UPDATE cascade.delivery SET state = 'discarded', reason = 'given up'");

        // When
        int again = fixture.round("a");

        // Then
        assertThat(again).isZero();
        assertThat(parents.count("cascade.outbox WHERE payload ~ 'redelivery'")).isZero();
    }

    @Test
    void doesNotEndInADeadlockWithReports() throws SQLException {
        // Given two events, of which the older one has the higher id
        parents.sql("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2");
        fixture.deliver(of(KEYS));
        parents.sql("UPDATE cascade.delivery SET created_at = created_at - interval '1 second'"
                + " WHERE event_id = (SELECT event_id FROM cascade.delivery ORDER BY event_id DESC LIMIT 1)");
        fixture.later("a", AFTER);
        try (Connection report = parents.dataSource().getConnection();
                Statement statement = report.createStatement()) {
            report.setAutoCommit(false);
            statement.execute("SELECT FROM cascade.delivery ORDER BY event_id LIMIT 1 FOR UPDATE");

            // When
            CompletableFuture<Integer> round = CompletableFuture.supplyAsync(() -> fixture.round("a"));
            await().until(() -> parents.count(
                            "pg_stat_activity WHERE datname = current_database()" + " AND wait_event_type = 'Lock'")
                    > 0);

            // Then it waits with nothing in its hands that a report would take next
            statement.execute("SELECT FROM cascade.delivery ORDER BY event_id DESC LIMIT 1 FOR UPDATE NOWAIT");
            report.rollback();
            assertThat(round.join()).isEqualTo(2);
        }
    }

    @Test
    void aDeadLetterStaysOneWhenItIsAskedAboutAndNobodyIsAlarmed() {
        // Given
        refuse();
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.system.deliver();
        children.sql("DROP TRIGGER refuse ON c");

        // When
        fixture.later("a", AFTER);
        int again = fixture.round("a");
        fixture.system.deliver();

        // Then
        assertThat(again).isZero();
        assertThat(parents.count("cascade.outbox WHERE payload ~ 'redelivery'")).isOne();
        assertThat(fixture.deliveries("a")).singleElement().asString().startsWith("r failed 0");
        assertThat(children.values(Long.class, "SELECT id FROM c ORDER BY id")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aReplayedDeadLetterSettlesAlsoIfTheReportOfThatGotLost() {
        // Given
        refuse();
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.system.deliver();
        children.sql("DROP TRIGGER refuse ON c");
        children.deadLetters()
                .replay(children.values(Long.class, "SELECT id FROM cascade.dead_letter")
                        .get(0));
        fixture.deliver(of(REPORTS));
        assertThat(fixture.deliveries("a")).singleElement().asString().startsWith("r failed 0");

        // When
        fixture.later("a", AFTER);
        fixture.round("a");
        fixture.system.deliver();

        // Then
        assertThat(fixture.deliveries("a")).containsExactly("r settled 0");
        assertThat(children.values(Long.class, "SELECT id FROM c ORDER BY id")).containsExactly(2L, 3L);
    }

    @Test
    void whatWasAppliedSettlesAlsoIfItsKeysAreBackAndTheReportGotLost() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(REPORTS));
        parents.sql("UPDATE cascade.delivery SET state = 'applied', rows = 1", "INSERT INTO p VALUES (1)");
        fixture.system.deliver();
        children.sql("INSERT INTO c VALUES (10, 1)");

        // When
        fixture.later("a", AFTER);
        assertThat(fixture.round("a")).isZero();
        fixture.system.deliver();

        // Then
        assertThat(fixture.deliveries("a")).containsExactly("r settled 1");
        assertThat(children.values(Long.class, "SELECT id FROM c ORDER BY id")).containsExactly(2L, 3L, 10L);
        assertThat(children.count("cascade.dead_letter")).isZero();
    }

    /** A restored database, for instance. */
    @Test
    void aQuestionWithoutKeysDeletesNothingWhereTheEventIsUnknown() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));
        parents.sql("UPDATE cascade.delivery SET state = 'applied', rows = 1", "INSERT INTO p VALUES (1)");
        fixture.deliver(of(KEYS));

        // When
        fixture.later("a", AFTER);
        fixture.round("a");
        fixture.system.deliver();

        // Then
        assertThat(children.values(Long.class, "SELECT id FROM c ORDER BY id")).containsExactly(1L, 2L, 3L);
        assertThat(children.count("cascade.a__p__id")).isEqualTo(3);
        assertThat(fixture.deliveries("a")).containsExactly("r settled 1");
    }

    private void refuse() {
        children.sql(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'it stays'; END $$",
                "CREATE TRIGGER refuse BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION refuse()");
    }

    @Test
    void nothingIsPublishedAgainWhileSomebodyIsDownOrBehind() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));
        fixture.later("a", AFTER.multipliedBy(10));
        TopicPartition partition = new TopicPartition(KEYS, 0);

        // When // Then
        assertThat(fixture.round("a", new Slot("reserved", false, Long.MAX_VALUE, Long.MAX_VALUE), READING))
                .isZero();
        assertThat(fixture.round("a", new Slot("missing", false, Long.MAX_VALUE, -1), READING))
                .isZero();
        assertThat(fixture.round("a", new Slot("reserved", true, Long.MAX_VALUE, 1), READING))
                .isZero();
        assertThat(fixture.round("a", READ, new Group.Unreachable())).isZero();
        assertThat(fixture.round("a", READ, new Group.Known(0, Map.of(), Map.of())))
                .isZero();
        assertThat(fixture.round("a", READ, new Group.Known(1, Map.of(partition, 6L), Map.of(partition, 7L))))
                .isZero();
        assertThat(fixture.round("a", READ, new Group.Known(1, Map.of(partition, 7L), Map.of(partition, 9L))))
                .isEqualTo(1);
    }

    @Test
    void ofAConsumerThatKafkaDoesNotShowItThinksTheBestForFourTimesAsLong() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));

        // When // Then
        fixture.later("a", AFTER.multipliedBy(4).minusSeconds(30));
        assertThat(fixture.round("a", READ, new Group.Hidden())).isZero();
        fixture.later("a", Duration.ofSeconds(40));
        assertThat(fixture.round("a", READ, new Group.Hidden())).isEqualTo(1);
    }

    @Test
    void oneInstanceDoesItAtATime() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));
        fixture.later("a", AFTER);
        Diagnosis diagnosis = new Diagnosis("a", READ, Duration.ZERO, Map.of("cascade.b", READING));
        Watchdog other = fixture.instance("a");

        // When
        int[] meanwhile = new int[1];
        parents.dsl().transaction(configuration -> {
            configuration.dsl().execute("SELECT pg_advisory_xact_lock(?)", Watchdog.LOCK);
            meanwhile[0] = other.round(diagnosis);
        });

        // Then
        assertThat(meanwhile[0]).isZero();
        assertThat(other.round(diagnosis)).isEqualTo(1);
    }

    @Test
    void anEventThatIsHeldBackIsReportedOnlyWhenItIsDone() throws Exception {
        try (java.sql.Connection session = children.dataSource().getConnection();
                java.sql.Statement statement = session.createStatement()) {
            // Given
            session.setAutoCommit(false);
            statement.execute("INSERT INTO c VALUES (10, 1)");
            parents.sql("DELETE FROM p WHERE id = 1");
            fixture.system.deliver();
            fixture.later("a", AFTER);

            // When
            assertThat(fixture.round("a")).isEqualTo(1);
            fixture.system.deliver();

            // Then
            assertThat(fixture.deliveries("a")).containsExactly("r pending 0");
            session.rollback();
        }
        children.work();
        fixture.system.deliver();
        assertThat(fixture.deliveries("a")).containsExactly("r settled 1");
    }

    @Test
    void aFailureWhoseReportGotLostIsReportedAgain() {
        // Given
        refuse();
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(REPORTS));

        // When
        fixture.later("a", AFTER);
        fixture.round("a");
        fixture.system.deliver();

        // Then
        assertThat(fixture.deliveries("a"))
                .singleElement()
                .asString()
                .startsWith("r failed 0")
                .contains("it stays");
        assertThat(children.count("cascade.dead_letter")).isEqualTo(1);
    }

    @Test
    void anEventThatTheOutboxHasNoMoreIsNotLookedForAllTheTime() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));
        fixture.later("a", AFTER);
        parents.sql("DELETE FROM cascade.outbox");

        // When
        assertThat(fixture.round("a")).isZero();

        // Then
        assertThat(fixture.deliveries("a")).containsExactly("r pending 0");
        assertThat(parents.values(Integer.class, "SELECT republished FROM cascade.delivery"))
                .containsExactly(1);
    }

    @Test
    void aDeliveryOfARelationshipThatIsInNoContractIsLeftAlone() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        fixture.deliver(of(KEYS));
        fixture.later("a", AFTER);
        parents.sql("UPDATE cascade.delivery SET relationship = 'former'");

        // When // Then
        assertThat(fixture.round("a")).isZero();
        assertThat(parents.values(UUID.class, "SELECT event_id FROM cascade.delivery WHERE republished > 0"))
                .isEmpty();
    }
}
