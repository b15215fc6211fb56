/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Tables that hold data before the relationship comes. */
class AdoptionTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    private final TestService parents = new TestService("a", CONTRACTS)
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)", "INSERT INTO p SELECT generate_series(1, 25000)");
    private final TestService children = new TestService("b", CONTRACTS)
            .sql(
                    "CREATE TABLE c (fk bigint)",
                    "CREATE INDEX ON c (fk)",
                    "INSERT INTO c SELECT generate_series(1, 25000)");

    @Test
    void existingKeysArriveAndTheForeignKeyIsValidated() {
        // Given
        children.install();

        // When
        parents.install();
        backfill();
        check();

        // Then
        assertThat(state()).isEqualTo("enforced 0 true");
        assertThat(children.count("c")).isEqualTo(25000);
        assertThat(children.count("cascade.a__p__id")).isEqualTo(25000);
    }

    @Test
    void orphansAreCountedAndKeptAndNewOnesRefused() {
        // Given
        children.sql("INSERT INTO c VALUES (-1), (-2), (NULL)").install();

        // When
        parents.install();
        backfill();
        check();

        // Then
        assertThat(state()).isEqualTo("orphans 2 false");
        assertThat(children.count("c")).isEqualTo(25003);
        assertThatThrownBy(() -> children.sql("INSERT INTO c VALUES (-3)"))
                .rootCause()
                .extracting("SQLState")
                .isEqualTo("23503");

        // And when they are cleaned up
        children.sql("DELETE FROM c WHERE fk < 0");
        check();
        assertThat(state()).isEqualTo("enforced 0 true");
    }

    @Test
    void parentsDeletedDuringTheBackfillTakeTheirExistingChildrenAlong() {
        // Given
        children.install();
        parents.install();

        // When
        parents.sql("DELETE FROM p WHERE id <= 100", "DELETE FROM p WHERE id > 24990", "INSERT INTO p VALUES (1)");
        backfill();
        check();

        // Then
        assertThat(state()).isEqualTo("enforced 0 true");
        assertThat(children.values(Long.class, "SELECT fk FROM c WHERE fk <= 102 ORDER BY 1"))
                .containsExactly(1L, 101L, 102L);
        assertThat(children.count("c")).isEqualTo(25000 - 99 - 10);
    }

    @Test
    void aSecondInstallationChangesNothing() {
        // Given
        children.install();
        parents.install();
        backfill();
        check();
        String functions = "SELECT string_agg(p.oid::text || p.xmin, ',' ORDER BY 1) FROM pg_proc p"
                + " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'cascade'";
        String before = parents.values(String.class, functions).get(0);

        children.takeOutbox();

        // When
        parents.install().backfill();
        children.install();

        // Then
        assertThat(children.takeOutbox()).isEmpty();
        assertThat(parents.values(String.class, functions)).containsExactly(before);
        assertThat(parents.takeOutbox()).isEmpty();
        assertThat(state()).isEqualTo("enforced 0 true");
    }

    @Test
    void historyFromBeforeARelationshipIsNotForIt() {
        // Given a topic with a key's first life, and a relationship that comes in its second
        Contracts both =
                TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE", "late: a.p(id bigint) <- b.late(fk) CASCADE");
        children.install();
        parents.install();
        backfill();
        parents.sql("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        List<ConsumerRecord<byte[], byte[]>> history = parents.allOutbox();
        TestService later = new TestService("b", both)
                .sql(
                        "CREATE TABLE c (fk bigint)",
                        "CREATE INDEX ON c (fk)",
                        "CREATE TABLE late (fk bigint)",
                        "CREATE INDEX ON late (fk)",
                        "INSERT INTO c VALUES (1), (2)",
                        "INSERT INTO late VALUES (1), (2)")
                .install();

        // When
        later.receive(history);

        // Then
        assertThat(later.count("late")).isEqualTo(2);
        assertThat(later.count("c")).isEqualTo(2);
    }

    private void backfill() {
        parents.receiveReports(children.takeOutbox());
        parents.backfill();
        children.receive(parents.takeOutbox());
    }

    private void check() {
        try (OrphanCheck check = children.orphanCheck(parents)) {
            check.start();
            await().until(() -> state().matches("(enforced|orphans).*"));
            check.request();
            String last = children.count("c WHERE fk < 0") == 0 ? "enforced" : "orphans";
            await().until(() -> state().startsWith(last));
        }
    }

    private String state() {
        return children.values(
                        String.class,
                        "SELECT concat_ws(' ', r.state, r.orphans, con.convalidated::text) FROM cascade.relationship r"
                                + " LEFT JOIN pg_constraint con ON con.conname = r.name")
                .get(0);
    }
}
