/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** How many keys one statement may delete. */
class MaxKeysTest {

    private static final String OTHER = "s: a.p(id integer) <- b.d(p) CASCADE";
    private static final Contracts LIMITED = TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE maxKeys 3", OTHER);

    @Test
    void aDeleteWithoutWhereIsRefusedAndChangesNothing() throws SQLException {
        // Given
        TestService parents = parents(LIMITED, 4);

        // When
        ServerErrorMessage refusal = refusal(parents, "DELETE FROM p");

        // Then
        assertThat(refusal.getSQLState()).isEqualTo("54000");
        assertThat(refusal.getMessage()).isEqualTo("a delete from table \"p\" takes more than 3 rows at once");
        assertThat(refusal.getDetail()).contains("maxKeys in the contracts is 3");
        assertThat(refusal.getHint()).contains("SET LOCAL cascade.allow_bulk = on");
        assertThat(refusal.getConstraint()).isEqualTo("cascade_max_keys");
        assertThat(parents.count("p")).isEqualTo(4);
        assertThat(parents.count("cascade.deletion")).isZero();
        assertThat(parents.count("cascade.delivery")).isZero();
    }

    @Test
    void eachStatementIsCountedByItself() {
        // Given
        TestService parents = parents(LIMITED, 7);

        // When
        parents.sql("BEGIN; DELETE FROM p WHERE id <= 3; DELETE FROM p WHERE id BETWEEN 4 AND 6; COMMIT");

        // Then
        assertThat(parents.values(Integer.class, "SELECT id FROM p")).containsExactly(7);
    }

    @Test
    void whoMeansItSaysSoForTheTransaction() throws SQLException {
        // Given
        TestService parents = parents(LIMITED, 10);

        // When
        parents.sql("BEGIN; SET LOCAL cascade.allow_bulk = on; DELETE FROM p WHERE id <= 5; COMMIT");

        // Then
        assertThat(parents.count("p")).isEqualTo(5);
        assertThat(parents.count("cascade.delivery")).isPositive();
        assertThat(refusal(parents, "DELETE FROM p").getSQLState()).isEqualTo("54000");
        assertThat(refusal(parents, "SET LOCAL cascade.allow_bulk = off; DELETE FROM p")
                        .getSQLState())
                .isEqualTo("54000");
    }

    @Test
    void aDefaultOfTheDatabaseIsASettingToo() {
        // Given
        TestService parents = parents(LIMITED, 10);
        parents.sql("DO $$ BEGIN"
                + " EXECUTE format('ALTER DATABASE %I SET cascade.allow_bulk = on', current_database()); END $$");

        // When
        parents.newSessions().sql("DELETE FROM p");

        // Then
        assertThat(parents.count("p")).isZero();
    }

    @Test
    void keysOfSeveralColumnsAreCountedAsRows() throws SQLException {
        // Given
        Contracts composite = TestContracts.of("r: a.p(k integer, t text) <- b.c(pk, pt) CASCADE maxKeys 2");
        TestService parents = TestService.migrated("a", composite)
                .sql("CREATE TABLE p (k integer, t text, PRIMARY KEY (k, t))")
                .install()
                .sql("INSERT INTO p VALUES (1, 'a'), (1, 'b'), (1, 'c')");

        // When, Then
        assertThat(refusal(parents, "DELETE FROM p WHERE k = 1").getSQLState()).isEqualTo("54000");
        parents.sql("DELETE FROM p WHERE k = 1 AND t < 'c'");
        assertThat(parents.count("p")).isOne();
    }

    @Test
    void aSessionThatSkipsOrdinaryTriggersIsRefusedToo() throws SQLException {
        // Given
        TestService parents = parents(LIMITED, 4);

        // When, Then
        assertThat(refusal(parents, "SET LOCAL session_replication_role = replica; DELETE FROM p")
                        .getSQLState())
                .isEqualTo("54000");
    }

    @Test
    void aCascadeFromAnotherServiceIsNotLimited() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of(
                "c-p: a.p(id integer) <- b.c(p) CASCADE", "g-c: b.c(id integer) <- c.g(c) CASCADE maxKeys 1"));
        tables(system);
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        system.service("b").sql("INSERT INTO c SELECT i, 1 + i % 2 FROM generate_series(1, 20) AS i");
        system.deliver();
        system.service("c").sql("INSERT INTO g SELECT generate_series(1, 20)");

        // When
        system.service("a").sql("DELETE FROM p");
        system.deliver();

        // Then
        assertThat(system.service("b").count("c")).isZero();
        assertThat(system.service("c").count("g")).isZero();
        assertThat(system.service("b").count("cascade.dead_letter")).isZero();
    }

    @Test
    void whatOthersConsentToIsLimitedWhereItIsAskedForAndNotAfterwards() throws SQLException {
        // Given
        TestSystem system = new TestSystem(TestContracts.of(
                "c-p: a.p(id integer) <- b.c(p) CASCADE maxKeys 2",
                "g-c: b.c(id integer) <- c.g(c) RESTRICT maxKeys 1"));
        tables(system);
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2), (3)");
        system.deliver();
        system.service("b").sql("INSERT INTO c SELECT i, i FROM generate_series(1, 3) AS i");
        system.deliver();
        TestService parents = system.service("a");

        // When
        ServerErrorMessage refusal = refusal(parents, "SELECT cascade.request_deletion('p', 'true')");
        parents.sql("BEGIN; SET LOCAL cascade.allow_bulk = on; SELECT cascade.request_deletion('p', 'true'); COMMIT");
        system.deliver();

        // Then
        assertThat(refusal.getSQLState()).isEqualTo("54000");
        assertThat(parents.values(String.class, "SELECT state FROM cascade.intent"))
                .containsExactly("executed");
        assertThat(parents.count("p")).isZero();
        assertThat(system.service("b").count("c")).isZero();
    }

    @Test
    void anInstanceNeverRaisesTheLimitButTheScriptDoes() throws SQLException {
        // Given
        TestService parents = parents(LIMITED, 6);
        Contracts raised = TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE maxKeys 5", OTHER);
        Contracts unlimited = TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE", OTHER);

        // When
        parents.under(raised).install();
        parents.under(unlimited).install();

        // Then
        assertThat(refusal(parents, "DELETE FROM p WHERE id <= 4").getMessage()).contains("more than 3 rows");

        // When
        script(parents, raised);

        // Then
        parents.sql("DELETE FROM p WHERE id <= 4");
        parents.under(LIMITED).install().sql("INSERT INTO p SELECT generate_series(7, 10)");
        assertThat(refusal(parents, "DELETE FROM p").getMessage()).contains("more than 3 rows");

        // When
        script(parents, unlimited);

        // Then
        parents.sql("DELETE FROM p");
        assertThat(parents.count("p")).isZero();
    }

    private static TestService parents(Contracts contracts, int rows) {
        return TestService.migrated("a", contracts)
                .sql("CREATE TABLE p (id integer PRIMARY KEY)")
                .install()
                .sql("INSERT INTO p SELECT generate_series(1, " + rows + ")");
    }

    private static void tables(TestSystem system) {
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.service("c").sql("CREATE TABLE g (c integer)", "CREATE INDEX ON g (c)");
    }

    private static void script(TestService parents, Contracts contracts) {
        parents.sql("SELECT pg_create_logical_replication_slot('cascade_a', 'pgoutput')");
        try {
            new PublisherScript("a", contracts).triggerBlocks().forEach(parents::sql);
        } finally {
            parents.sql("SELECT pg_drop_replication_slot('cascade_a')");
        }
    }

    /** Of a transaction of its own, which is over then. */
    private static ServerErrorMessage refusal(TestService service, String sql) throws SQLException {
        try (Connection connection = service.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            PSQLException refused = catchThrowableOfType(PSQLException.class, () -> statement.execute(sql));
            connection.rollback();
            assertThat((Throwable) refused).isNotNull();
            return refused.getServerErrorMessage();
        }
    }
}
