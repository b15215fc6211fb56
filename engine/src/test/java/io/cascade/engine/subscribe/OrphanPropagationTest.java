/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions that keep the children, whatever their relationships say. */
class OrphanPropagationTest {

    private static final Contracts CASCADE = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    private final TestService parents = new TestService("a", CASCADE)
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
            .install();

    private static TestService children(Contracts contracts, String columns) {
        return new TestService("b", contracts)
                .sql("CREATE TABLE c (" + columns + ")", "CREATE INDEX ON c (fk)")
                .install();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CASCADE", "CASCADE\ndeleteOrphan: true", "SET DEFAULT", "SET NULL"})
    void childrenStayWithNullAndNothingBelowThemIsTouched(String action) {
        // Given
        Contracts contracts =
                TestContracts.of("r: a.p(id bigint) <- b.c(fk) " + action, "next: b.c(id bigint) <- d.d(c_id) CASCADE");
        TestService children = children(contracts, "id bigint PRIMARY KEY, fk bigint DEFAULT 2");
        live(children, 3);
        children.sql("INSERT INTO c VALUES (11, 1), (12, 1), (13, 2), (14, NULL)");
        children.takeOutbox();

        // When
        orphaning("DELETE FROM p WHERE id = 1");
        deliver(children);

        // Then
        assertThat(children.values(String.class, "SELECT concat(id, '/', fk) FROM c ORDER BY 1"))
                .containsExactly("11/", "12/", "13/2", "14/");
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                .containsExactly(2L, 3L);
        assertThat(children.count("cascade.outbox WHERE type ~ 'keys.(deleted|orphaned)'"))
                .isZero();
        assertThat(children.count("cascade.deletion")).isZero();
        assertThat(parents.values(String.class, "SELECT state || rows FROM cascade.delivery"))
                .containsExactly("settled2");
        assertThat(parents.values(String.class, "SELECT origin || propagation FROM cascade.deletion"))
                .containsExactly("sqlorphan");
    }

    @Test
    void theNextTransactionCascadesAgainAndOrphansAreDeletedAgain() {
        // Given
        Contracts contracts = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE\ndeleteOrphan: true");
        TestService children = children(contracts, "fk bigint");
        live(children, 4);
        children.sql("INSERT INTO c VALUES (1), (2), (3), (4)");

        // When
        orphaning("DELETE FROM p WHERE id = 1");
        parents.sql("DELETE FROM p WHERE id = 2");
        deliver(children);
        children.sql("UPDATE c SET fk = NULL WHERE fk = 3");

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(4L, null);
        assertThat(children.count("cascade.kept_orphans")).isZero();
        assertThat(parents.values(String.class, "SELECT propagation FROM cascade.deletion ORDER BY created_at"))
                .containsExactly("orphan", "background");
    }

    @Test
    void aColumnThatIsNotNullRefusesTheEventAndNothingIsLost() {
        // Given
        TestService children = children(CASCADE, "fk bigint NOT NULL");
        live(children, 3);
        children.sql("INSERT INTO c VALUES (1), (2)");

        // When
        orphaning("DELETE FROM p WHERE id = 1");
        orphaning("DELETE FROM p WHERE id = 3");
        deliver(children);

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(1L, 2L);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                .containsExactly(1L, 2L);
        assertThat(children.values(String.class, "SELECT sql_state FROM cascade.dead_letter"))
                .containsExactly("23502");
        assertThat(parents.values(
                        String.class, "SELECT concat_ws(' ', state, reason) FROM cascade.delivery ORDER BY 1"))
                .containsExactly(
                        "failed SQLSTATE 23502: the children in public.c cannot stay without their parent, because fk"
                                + " is NOT NULL",
                        "settled");
    }

    @Test
    void aTriggerThatKeepsTheReferenceRefusesTheEventAndNothingIsLost() {
        // Given
        TestService children = children(CASCADE, "fk bigint");
        live(children, 2);
        children.sql(
                "INSERT INTO c VALUES (1), (1), (2)",
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
                "CREATE TRIGGER keep BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION keep()");

        // When
        orphaning("DELETE FROM p WHERE id = 1");
        deliver(children);

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(1L, 1L, 2L);
        assertThat(parents.values(String.class, "SELECT reason FROM cascade.delivery"))
                .first()
                .asString()
                .contains("a trigger of the table keeps their reference");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t bigint NOT NULL, fk bigint | CASCADE | 1/",
                "t bigint, fk bigint | CASCADE | /",
                "t bigint, fk bigint | `SET DEFAULT\nsetColumns: [fk]` | 1/",
            },
            quoteCharacter = '`')
    void ofACompositeReferenceWhatCanBeNullBecomesNull(String columns, String action, String expected) {
        // Given
        Contracts contracts = TestContracts.of("r: a.p(t bigint, id bigint) <- b.c(t, fk) " + action);
        TestService owner = new TestService("a", contracts)
                .sql("CREATE TABLE p (t bigint, id bigint, PRIMARY KEY (t, id))")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c (" + columns + ")", "CREATE INDEX ON c (t, fk)")
                .install();
        owner.sql("INSERT INTO p VALUES (1, 1), (1, 2), (2, 1)");
        children.receive(owner.takeOutbox());
        children.sql("INSERT INTO c VALUES (1, 1), (1, 2), (2, 1)");

        // When
        owner.sql("BEGIN; SET LOCAL cascade.propagation = 'orphan'; DELETE FROM p WHERE t = 1 AND id = 1; COMMIT");
        children.receive(owner.takeOutbox());

        // Then
        assertThat(children.values(String.class, "SELECT concat(t, '/', fk) FROM c ORDER BY 1"))
                .containsExactlyInAnyOrder(expected, "1/2", "2/1");
    }

    @Test
    void anUnknownPropagationIsRefusedWithAHint() {
        parents.sql("INSERT INTO p VALUES (1)");
        assertThatThrownBy(() -> parents.sql("BEGIN; SET LOCAL cascade.propagation = 'orphans'; DELETE FROM p; COMMIT"))
                .rootCause()
                .hasMessageContaining(
                        "cascade.propagation is \"orphans\", but must be \"background\", \"foreground\" or \"orphan\"")
                .hasMessageContaining("SET LOCAL cascade.propagation = 'orphan'")
                .extracting("SQLState")
                .isEqualTo("22023");
        assertThat(parents.count("p")).isOne();
    }

    @Test
    void aHeldKeyKeepsItsChildrenWhenItsTurnComes() throws SQLException {
        // Given
        TestService children = children(CASCADE, "fk bigint");
        live(children, 2);
        children.sql("INSERT INTO c VALUES (1), (2)");
        KeyEventHandler handler = children.handler();
        try (Connection application = children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c VALUES (1)");

            // When
            orphaning("DELETE FROM p WHERE id = 1");
            parents.sql("INSERT INTO p VALUES (1)", "DELETE FROM p WHERE id = 2");
            handler.handle(parents.takeOutbox());
            handler.idle();

            // Then
            assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(1L);
            application.commit();
        }
        handler.idle();
        handler.idle();
        assertThat(children.values(Long.class, "SELECT fk FROM c")).containsExactly(null, null);
        assertThat(children.values(Long.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(1L);
        parents.receiveReports(children.takeOutbox());
        assertThat(parents.values(String.class, "SELECT state || rows FROM cascade.delivery ORDER BY created_at"))
                .containsExactly("settled2", "settled1");
    }

    @Test
    void aRelationshipThatThePublisherDoesNotKnowYetKeepsItsChildrenToo() {
        // Given
        Contracts both =
                TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE", "new: a.p(id bigint) <- b.n(fk) CASCADE");
        TestService children = new TestService("b", both)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .sql("CREATE TABLE n (fk bigint)", "CREATE INDEX ON n (fk)")
                .install();
        live(children, 2);
        children.sql("INSERT INTO c VALUES (1), (2)", "INSERT INTO n VALUES (1), (2)");

        // When
        orphaning("DELETE FROM p WHERE id = 1");
        deliver(children);

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM n ORDER BY 1")).containsExactly(2L, null);
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(2L, null);
    }

    @Test
    void aForeignKeyThatAFormerContractHasLeftBehindRefusesTheEventAndNothingIsLost() {
        // Given
        TestService children = children(CASCADE, "fk bigint");
        live(children, 2);
        children.sql(
                "CREATE TABLE old (fk bigint CONSTRAINT former REFERENCES cascade.a__p__id ON DELETE CASCADE)",
                "INSERT INTO c VALUES (1), (2)",
                "INSERT INTO old VALUES (1), (2)");

        // When
        orphaning("DELETE FROM p WHERE id = 1");
        deliver(children);

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM old ORDER BY 1")).containsExactly(1L, 2L);
        assertThat(children.values(Long.class, "SELECT fk FROM c ORDER BY 1")).containsExactly(1L, 2L);
        assertThat(parents.values(String.class, "SELECT reason FROM cascade.delivery"))
                .first()
                .asString()
                .contains("no contract knows the foreign key former of old");
    }

    @ParameterizedTest
    @CsvSource({"fk bigint,enforced", "fk bigint NOT NULL,orphans"})
    void childrenThatExistedBeforeTheRelationshipAreKeptToo(String columns, String state) {
        // Given
        parents.sql("INSERT INTO p VALUES (1), (2), (3)");
        TestService children = new TestService("b", CASCADE)
                .sql("CREATE TABLE c (" + columns + ")", "CREATE INDEX ON c (fk)", "INSERT INTO c VALUES (1), (2), (3)")
                .install();
        parents.takeOutbox();

        // When
        orphaning("DELETE FROM p WHERE id = 1");
        parents.sql("DELETE FROM p WHERE id = 2");
        parents.receiveReports(children.takeOutbox());
        parents.backfill();
        children.receive(parents.takeOutbox());
        try (OrphanCheck check = children.orphanCheck(parents)) {
            check.start();
            await().until(() -> children.values(String.class, "SELECT state FROM cascade.relationship")
                    .contains(state));
        }

        // Then
        assertThat(children.values(Long.class, "SELECT coalesce(fk, 1) FROM c ORDER BY 1"))
                .containsExactly(1L, 3L);
    }

    @Test
    void replicasOfAnEarlierReleaseAreCompletedAtTheNextStart() throws SQLException {
        // Given
        TestService children = children(CASCADE, "fk bigint");
        children.sql(
                "ALTER TABLE cascade.a__p__id__held DROP COLUMN propagation",
                "ALTER TABLE cascade.a__p__id__deleted DROP COLUMN propagation");

        // When
        children.install();

        // Then
        aHeldKeyKeepsItsChildrenWhenItsTurnComes();
        assertThat(children.count(
                        "pg_attribute WHERE attname = 'propagation' AND attrelid::regclass::text LIKE '%a__p%'"))
                .isEqualTo(2);
    }

    private void live(TestService children, int keys) {
        parents.sql("INSERT INTO p SELECT generate_series(1, " + keys + ")");
        children.receive(parents.takeOutbox());
    }

    private void orphaning(String delete) {
        parents.sql("BEGIN; SET LOCAL cascade.propagation = 'orphan'; " + delete + "; COMMIT");
    }

    private void deliver(TestService children) {
        children.receive(parents.takeOutbox());
        parents.receiveReports(children.takeOutbox());
    }
}
