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
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MaintenanceTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    @Test
    void anOutageDoesNotEndTheScheduleByAnException() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});
        assertThatCode(() -> new Maintenance(TestPostgres.dsl(nowhere), Clock.systemUTC()).run())
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
        new Maintenance(service.dsl(), Clock.systemUTC()).run();

        // Then
        assertThat(service.values(String.class, "SELECT origin FROM cascade.intent ORDER BY 1"))
                .containsExactly("new", "open");
    }

    @Test
    void aPartitionIsDroppedWhenItIsOldAndAllOfItIsDelivered() {
        // Given two days, of which the later has a delivery that is not done
        TestService parents = new TestService("a", CONTRACTS)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        new Maintenance(parents.dsl(), Clock.systemUTC()).run();
        parents.sql("INSERT INTO p VALUES (1), (2)", "DELETE FROM p WHERE id = 1");
        parents.sql("UPDATE cascade.delivery SET state = 'settled'");

        // When
        long before = parents.count("cascade.outbox");
        new Maintenance(parents.dsl(), Clock.offset(Clock.systemUTC(), Duration.ofDays(7))).run();
        assertThat(parents.count("cascade.outbox")).isEqualTo(before);
        parents.sql("UPDATE cascade.delivery SET state = 'pending'");
        new Maintenance(parents.dsl(), Clock.offset(Clock.systemUTC(), Duration.ofDays(9))).run();
        assertThat(parents.count("cascade.outbox")).isEqualTo(before);
        parents.sql("UPDATE cascade.delivery SET state = 'settled'");
        new Maintenance(parents.dsl(), Clock.offset(Clock.systemUTC(), Duration.ofDays(9))).run();

        // Then
        assertThat(parents.count("cascade.outbox")).isZero();
    }
}
