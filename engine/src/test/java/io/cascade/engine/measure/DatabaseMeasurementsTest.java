/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.cascade.contracts.Contracts;
import io.cascade.engine.subscribe.ReplicaMeasure;
import io.cascade.engine.subscribe.Subscriptions;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseMeasurementsTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");
    private static final Duration STUCK_AFTER = Duration.ofMinutes(1);
    private static final String TOPIC = "cascade.a.public.p";

    private final TestSystem system = new TestSystem(CONTRACTS);
    private final TestService parents = system.service("a");
    private final TestService children = system.service("b");

    @Test
    void countsNothingWhereNothingHasHappenedYet() {
        // Given
        install();

        // When
        Measurement publisher = measure(parents, "none").take();
        Measurement subscriber = measure(children, "none").take();

        // Then
        assertThat(publisher.deliveries())
                .containsExactly(new Measurement.Deliveries("r", 0, 0, 0, Duration.ZERO, Duration.ZERO));
        assertThat(publisher.intents())
                .containsExactly(
                        new Measurement.Intents("approved", 0, Duration.ZERO),
                        new Measurement.Intents("voting", 0, Duration.ZERO));
        assertThat(publisher.states())
                .containsExactly(new Measurement.State("r", "publisher", "enforced", 0, Optional.empty()));
        assertThat(publisher.parents()).containsExactly(new Measurement.Parent("r", OptionalLong.empty()));
        assertThat(subscriber.deliveries()).isEmpty();
        assertThat(subscriber.deadLetters()).containsExactly(new Measurement.DeadLetters(TOPIC, 0));
        assertThat(subscriber.states())
                .containsExactly(new Measurement.State("r", "subscriber", "backfilling", 0, Optional.empty()));
        assertThat(subscriber.replicas())
                .containsExactly(new Measurement.Replica("r", OptionalLong.empty(), 0, Duration.ZERO, 0));
    }

    @Test
    void seesDeliveriesThatNobodyHasReportedAndThoseThatFailed() {
        // Given
        install();
        parents.sql(
                "INSERT INTO p SELECT generate_series(1, 3)",
                "DELETE FROM p WHERE id = 1",
                "DELETE FROM p WHERE id = 2",
                "DELETE FROM p WHERE id = 3",
                "UPDATE cascade.delivery SET created_at = created_at - interval '10 minutes'",
                "UPDATE cascade.delivery SET state = 'failed' WHERE ctid = (SELECT min(ctid) FROM cascade.delivery)",
                "INSERT INTO cascade.delivery (event_id, relationship, deletion_id)"
                        + " VALUES (gen_random_uuid(), 'former', gen_random_uuid())");

        // When
        List<Measurement.Deliveries> deliveries =
                measure(parents, "none").take().deliveries();

        // Then
        assertThat(deliveries)
                .extracting(
                        Measurement.Deliveries::relationship,
                        Measurement.Deliveries::pending,
                        Measurement.Deliveries::failed)
                .containsExactly(tuple("former", 1L, 0L), tuple("r", 2L, 1L));
        assertThat(deliveries.get(1).oldestPending()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));

        // When all is applied
        system.deliver();

        // Then
        assertThat(measure(parents, "none").take().deliveries())
                .contains(new Measurement.Deliveries("r", 0, 0, 0, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void tellsDeletionsThatMoveFromThoseThatAreStuckOrHaveFailed() {
        // Given
        install();
        parents.sql(
                "INSERT INTO p SELECT generate_series(1, 5)",
                "DELETE FROM p WHERE id = 1",
                "DELETE FROM p WHERE id = 2",
                "DELETE FROM p WHERE id = 3",
                "UPDATE cascade.delivery SET created_at = created_at - interval '10 minutes'",
                "UPDATE cascade.delivery SET state = 'applied', reported_at = created_at"
                        + " WHERE created_at = (SELECT min(created_at) FROM cascade.delivery)",
                "UPDATE cascade.delivery SET reason = 'refused'"
                        + " WHERE created_at = (SELECT max(created_at) FROM cascade.delivery)",
                "DELETE FROM p WHERE id = 4",
                "DELETE FROM p WHERE id = 5",
                "UPDATE cascade.delivery SET state = 'settled'"
                        + " WHERE created_at = (SELECT max(created_at) FROM cascade.delivery)");

        // When
        Measurement measured = measure(parents, "none").take();

        // Then
        assertThat(measured.deletions())
                .extracting(Measurement.Deletions::state, Measurement.Deletions::count)
                .containsExactly(tuple("failed", 1L), tuple("running", 1L), tuple("stuck", 2L));
        assertThat(measured.deletions().get(2).oldest()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
        assertThat(measured.deliveries().get(0).applied()).isEqualTo(1);
        assertThat(measured.deliveries().get(0).oldestApplied())
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));

        // When a part of what is stuck moves
        parents.sql("INSERT INTO cascade.delivery (event_id, relationship, deletion_id, state, reported_at)"
                + " SELECT gen_random_uuid(), 'r', deletion_id, 'settled', now() FROM cascade.delivery"
                + " WHERE state = 'applied'");

        // Then
        assertThat(measure(parents, "none").take().deletions())
                .extracting(Measurement.Deletions::state, Measurement.Deletions::count)
                .containsExactly(tuple("failed", 1L), tuple("running", 2L), tuple("stuck", 1L));
    }

    @Test
    void seesWhatIsUndecidedHeldOrSetAside() {
        // Given
        install();
        parents.sql("INSERT INTO cascade.intent (id, deletion_id, origin, state, created_at) VALUES"
                + " (gen_random_uuid(), gen_random_uuid(), 'sql', 'voting', now() - interval '2 minutes'),"
                + " (gen_random_uuid(), gen_random_uuid(), 'sql', 'refused', now() - interval '9 minutes')");
        children.sql(
                "INSERT INTO cascade.dead_letter (topic, partition, record_offset, record_timestamp, headers, reason)"
                        + " SELECT '" + TOPIC + "', 0, o, 0, '{}', 'malformed' FROM generate_series(1, 2) AS o",
                "INSERT INTO cascade.a__p__id__held (id, version, kind, event_id, relationships, since)"
                        + " VALUES (7, 1, 'deleted', gen_random_uuid(), '{r}', now() - interval '3 minutes')",
                "UPDATE cascade.relationship SET state = 'orphans', orphans = 5");

        // When
        List<Measurement.Intents> intents = measure(parents, "none").take().intents();
        Measurement subscriber = measure(children, "none").take();

        // Then
        assertThat(intents.get(1).state()).isEqualTo("voting");
        assertThat(intents.get(1).count()).isEqualTo(1);
        assertThat(intents.get(1).oldest()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(5));
        assertThat(subscriber.deadLetters()).containsExactly(new Measurement.DeadLetters(TOPIC, 2));
        assertThat(subscriber.states())
                .containsExactly(new Measurement.State("r", "subscriber", "orphans", 5, Optional.empty()));
        assertThat(subscriber.replicas().get(0).held()).isEqualTo(1);
        assertThat(subscriber.replicas().get(0).oldestHeld()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(6));
    }

    @Test
    void tellsHowManyKeysThereAreAsPostgresEstimatesThem() {
        // Given
        install();
        parents.sql("INSERT INTO p SELECT generate_series(1, 500)", "ANALYZE p");
        system.deliver();
        children.sql("ANALYZE cascade.a__p__id");

        // When // Then
        assertThat(measure(parents, "none").take().parents())
                .containsExactly(new Measurement.Parent("r", OptionalLong.of(500)));
        assertThat(measure(children, "none").take().replicas().get(0).keys()).hasValue(500);
    }

    @Test
    void seesASlotThatNobodyReadsAndOneThatIsNotThere() {
        // Given
        install();
        String slot = "measured_"
                + parents.values(String.class, "SELECT current_database()").get(0);
        DatabaseMeasurements measurements = measure(parents, slot);

        // When // Then
        assertThat(measurements.take().slot().walStatus()).isEqualTo("missing");
        parents.sql("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        try {
            parents.sql("SET synchronous_commit = on; INSERT INTO p SELECT generate_series(1, 1000)");
            Measurement.Slot first = measurements.take().slot();
            assertThat(first.walStatus()).isEqualTo("reserved");
            assertThat(first.active()).isFalse();
            assertThat(first.retainedBytes().orElseThrow()).isPositive();
            assertThat(first.unreadBytes().orElseThrow()).isPositive();
            assertThat(measurements.take().slot().outboxAge()).isPositive();

            // When somebody reads it
            parents.sql("SELECT pg_replication_slot_advance('" + slot + "', pg_current_wal_lsn())");

            // Then
            assertThat(measurements.take().slot().unreadBytes().orElseThrow())
                    .isLessThan(first.unreadBytes().orElseThrow());
        } finally {
            parents.sql("SELECT pg_drop_replication_slot('" + slot + "')");
        }
    }

    @Test
    void saysSoWhenTheDatabaseDoesNotAnswer() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});
        DatabaseMeasurements measurements = new DatabaseMeasurements(
                TestPostgres.dsl(nowhere), "a", "none", CONTRACTS, STUCK_AFTER, List.of(), tx -> List.of());
        assertThatThrownBy(measurements::take).isInstanceOf(RuntimeException.class);
    }

    private void install() {
        parents.sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        children.sql("CREATE TABLE c (id bigint, fk bigint)", "CREATE INDEX ON c (fk)");
        system.install();
    }

    private static DatabaseMeasurements measure(TestService service, String slot) {
        Subscriptions subscriptions = new Subscriptions(service.name(), CONTRACTS);
        return new DatabaseMeasurements(
                service.dsl(),
                service.name(),
                slot,
                CONTRACTS,
                STUCK_AFTER,
                subscriptions.topics(),
                new ReplicaMeasure(subscriptions)::take);
    }
}
