/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.cascade.engine.testing.TestService;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MaintenanceTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    private static final Retention RETENTION = Retention.DEFAULT;
    private static final String PARTITIONS = "pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
            + " WHERE i.inhparent = 'cascade.outbox'::regclass AND c.relname <> 'outbox_default'";

    @Test
    void anOutageDoesNotEndTheScheduleByAnException() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});
        assertThatCode(() -> new Maintenance(TestPostgres.dsl(nowhere), RETENTION).run())
                .doesNotThrowAnyException();
    }

    @Test
    void whatWasAskedIsForgottenOnceItIsLongDecided() {
        // Given
        TestService service = new TestService("a", CONTRACTS)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install()
                .sql(
                        """
                        INSERT INTO cascade.intent (id, deletion_id, origin, state, decided_at) VALUES
                        (gen_random_uuid(), gen_random_uuid(), 'old', 'refused', now() - interval '8 days'),
                        (gen_random_uuid(), gen_random_uuid(), 'new', 'executed', now()),
                        (gen_random_uuid(), gen_random_uuid(), 'open', 'voting', NULL)
                        """);

        // When
        new Maintenance(service.dsl(), RETENTION).run();

        // Then
        assertThat(service.values(String.class, "SELECT origin FROM cascade.intent ORDER BY 1"))
                .containsExactly("new", "open");
    }

    @Test
    void aDeadLetterIsForgottenWhenItIsLongResolvedAndNeverBefore() {
        // Given
        TestService service = TestService.migrated("a", CONTRACTS)
                .sql(
                        """
                        INSERT INTO cascade.dead_letter (topic, partition, record_offset, record_timestamp, headers, reason,
                                                         state, created_at, resolved_at) VALUES
                        ('t', 0, 0, 0, '{}', 'old', 'replayed', now() - interval '60 days', now() - interval '31 days'),
                        ('t', 0, 1, 0, '{}', 'new', 'discarded', now() - interval '60 days', now() - interval '29 days'),
                        ('t', 0, 2, 0, '{}', 'open', 'open', now() - interval '60 days', NULL)
                        """);

        // When
        new Maintenance(service.dsl(), RETENTION).run();

        // Then
        assertThat(service.values(String.class, "SELECT reason FROM cascade.dead_letter ORDER BY 1"))
                .containsExactly("new", "open");
    }

    @Test
    void aPartitionIsDroppedWhenItIsOldAndAllOfItIsDelivered() {
        // Given two days, of which the later has a delivery that is not done
        TestService parents = new TestService("a", CONTRACTS)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        new Maintenance(parents.dsl(), RETENTION).run();
        parents.sql("INSERT INTO p VALUES (1), (2)", "DELETE FROM p WHERE id = 1");
        parents.sql("UPDATE cascade.delivery SET state = 'settled'");

        // When
        long before = parents.count("cascade.outbox");
        afterDays(parents, 7, RETENTION);
        assertThat(parents.count("cascade.outbox")).isEqualTo(before);
        parents.sql("UPDATE cascade.delivery SET state = 'pending'");
        afterDays(parents, 9, RETENTION);
        assertThat(parents.count("cascade.outbox")).isEqualTo(before);
        parents.sql("UPDATE cascade.delivery SET state = 'settled'");
        afterDays(parents, 9, RETENTION);

        // Then
        assertThat(parents.count("cascade.outbox")).isZero();
    }

    @Test
    void aDeletionIsForgottenLongAfterItHasEndedAndNeverBefore() {
        // Given
        TestService parents = new TestService("a", CONTRACTS)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install()
                .sql("INSERT INTO p SELECT generate_series(1, 100)");
        for (String end :
                List.of("settled", "discarded", "failed", "applied", "pending", "restorable", "restoring", "recent")) {
            parents.sql("BEGIN; SET LOCAL cascade.origin = '" + end
                    + "'; DELETE FROM p WHERE id IN (SELECT id FROM p ORDER BY id LIMIT 10); COMMIT");
            parents.sql("UPDATE cascade.delivery AS o SET state = '"
                    + (List.of("restorable", "restoring", "recent").contains(end) ? "settled" : end)
                    + "' FROM cascade.deletion AS d WHERE d.id = o.deletion_id AND d.origin = '" + end + "'");
        }
        parents.sql(
                "UPDATE cascade.deletion SET created_at = created_at - interval '31 days' WHERE origin <> 'recent'",
                "INSERT INTO cascade.retained_row (deletion_id, relation, kind, shape, row, retained_until)"
                        + " SELECT id, 'p', 'deleted', gen_random_uuid(), '{}', now() + interval '1 day'"
                        + " FROM cascade.deletion WHERE origin = 'restorable'",
                "INSERT INTO cascade.restored_event (event_id, relationship, deletion_id, deleted_event, attempt)"
                        + " SELECT gen_random_uuid(), 'r', id, gen_random_uuid(), 1"
                        + " FROM cascade.deletion WHERE origin = 'restoring'");

        // When
        new Maintenance(parents.dsl(), RETENTION).run();

        // Then
        String left =
                "SELECT DISTINCT origin FROM cascade.deletion JOIN cascade.delivery ON deletion_id = id ORDER BY 1";
        assertThat(parents.values(String.class, left))
                .containsExactly("applied", "failed", "pending", "recent", "restorable", "restoring");
        assertThat(parents.count("cascade.deletion")).isEqualTo(6);
        assertThat(parents.count("cascade.delivery WHERE deletion_id NOT IN (SELECT id FROM cascade.deletion)"))
                .isZero();
    }

    @Test
    void partitionsForLessThanADayFollowThoseForADay() {
        // Given a week of days, and then hours
        TestService parents = new TestService("a", CONTRACTS)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        new Maintenance(parents.dsl(), RETENTION).run();
        long days = parents.count(PARTITIONS);
        Retention hours = new Retention(
                Duration.ofHours(3), Duration.ofHours(1), Duration.ofDays(8), Duration.ofDays(30), Duration.ofDays(30));

        // When
        new Maintenance(parents.dsl(), hours).run();
        assertThat(parents.count(PARTITIONS)).isEqualTo(days);
        afterDays(parents, 9, hours);

        // Then the days are over, and of the hours there is this one and those ahead
        assertThat(parents.count(PARTITIONS)).isEqualTo(8);
        assertThat(parents.values(
                        String.class,
                        "SELECT DISTINCT (upper::timestamptz - lower::timestamptz)::text FROM (SELECT"
                                + " substring(bound FROM 'FROM \\(''(.*)''\\) TO') AS lower,"
                                + " substring(bound FROM 'TO \\(''(.*)''\\)') AS upper FROM (SELECT pg_get_expr(c.relpartbound, c.oid)"
                                + " AS bound FROM " + PARTITIONS + ") AS b) AS p"))
                .containsExactly("01:00:00");
    }

    @Test
    void whatWasPublishedWithoutAPartitionOfItsOwnGoesOnceItIsOldAndSettled() {
        // Given events of a month ago, of which one is not settled
        TestService parents = new TestService("a", CONTRACTS)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        new Maintenance(parents.dsl(), RETENTION).run();
        parents.sql("INSERT INTO p VALUES (1), (2), (3)", "DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2")
                .sql("UPDATE cascade.delivery SET state = 'settled' WHERE event_id = (SELECT min(event_id::text)::uuid"
                        + " FROM cascade.delivery)")
                .sql("UPDATE cascade.outbox SET created_at = created_at - interval '30 days'"
                        + " WHERE id IN (SELECT event_id FROM cascade.delivery)");
        long before = parents.count("cascade.outbox");
        assertThat(parents.count("cascade.outbox_default")).isEqualTo(2);

        // When
        new Maintenance(parents.dsl(), RETENTION).run();

        // Then
        assertThat(parents.count("cascade.outbox")).isEqualTo(before - 1);
        assertThat(
                        parents.values(
                                String.class,
                                "SELECT d.state FROM cascade.outbox_default AS o JOIN cascade.delivery AS d ON d.event_id = o.id"))
                .containsExactly("pending");
    }

    private static void afterDays(TestService service, int days, Retention retention) {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
        new Maintenance(service.dsl(), later, retention, () -> {}).run();
    }
}
