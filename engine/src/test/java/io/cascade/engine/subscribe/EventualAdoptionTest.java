/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import org.junit.jupiter.api.Test;

/** Tables with rows, contracts that change their mind, and relationships of both kinds on one replica. */
class EventualAdoptionTest {

    private static final Contracts EVENTUAL = TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual");
    private static final Contracts STRICT = TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE");

    private static final String[] PARENTS = {
        "CREATE TABLE p (id integer PRIMARY KEY)", "INSERT INTO p SELECT generate_series(1, 2000)"
    };
    private static final String[] CHILDREN = {
        "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk integer, note text)", "CREATE INDEX ON c (fk)"
    };

    private final TestService parents = new TestService("a", EVENTUAL).sql(PARENTS);
    private final TestService children = new TestService("b", EVENTUAL).sql(CHILDREN);

    @Test
    void existingOrphansAreReportedAndNeverDeleted() {
        // Given
        children.sql(
                "INSERT INTO c (fk, note) SELECT g, 'old' FROM generate_series(1, 1500) g",
                "INSERT INTO c (fk, note) VALUES (-1, 'old'), (-1, 'old'), (-2, 'old'), (NULL, 'old')");
        try (EventualFixture services = new EventualFixture(EVENTUAL, parents.install(), children.install())) {
            assertThat(services.state("r")).isEqualTo("observing false");
            children.sql("INSERT INTO c (fk, note) VALUES (1700, 'new')");

            // When
            services.resolve();

            // Then
            assertThat(services.state("r")).isEqualTo("orphans 3 true");
            assertThat(children.count("c")).isEqualTo(1505);
            assertThat(children.count("cascade.a__p__id WHERE provisional_since IS NULL"))
                    .isEqualTo(1501);

            // And new rows are no orphans from before
            children.sql("INSERT INTO c (fk, note) VALUES (-3, 'new')");
            services.resolve();
            assertThat(children.count("c WHERE fk = -3")).isZero();
            assertThat(children.count("c")).isEqualTo(1505);

            // And when they are cleaned up, nothing of them stays
            children.sql("DELETE FROM c WHERE fk < 0");
            services.resolve();
            assertThat(services.state("r")).isEqualTo("enforced 0 true");
            assertThat(children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL"))
                    .isZero();
            assertThat(children.takeOutbox()).isEmpty();
        }
    }

    @Test
    void nothingGoesBeforeAllExistingReferencesAreKnown() {
        // Given an orphan from before, of whose key a new row made a provisional one
        children.sql("INSERT INTO c (fk, note) VALUES (-1, 'old')");
        try (EventualFixture services = new EventualFixture(EVENTUAL, parents.install(), children.install())) {
            children.sql("INSERT INTO c (fk, note) VALUES (-1, 'new')");

            // When
            services.resolve();

            // Then
            assertThat(children.count("c")).isEqualTo(2);
            assertThat(services.state("r")).isEqualTo("orphans 2 true");
        }
    }

    @Test
    void parentsDeletedDuringTheAdoptionTakeTheirExistingChildrenAlong() {
        // Given one delete that arrives before the existing references are noted, and one after
        children.sql("INSERT INTO c (fk) VALUES (1), (2), (3), (-1)");
        children.install();
        try (EventualFixture services = new EventualFixture(EVENTUAL, parents.install(), children)) {
            parents.sql("DELETE FROM p WHERE id = 1");
            services.deliver();
            services.answering((owner, key) -> new Answer.Unknown("down"));
            services.resolve();
            assertThat(services.state("r")).isEqualTo("backfilling true");
            parents.sql("DELETE FROM p WHERE id = 2");
            services.deliver();
            assertThat(services.references()).containsExactly(-1, 1, 2, 3);

            // When
            services.answeringTruly();
            services.resolve();

            // Then
            assertThat(services.references()).containsExactly(-1, 3);
            assertThat(services.state("r")).isEqualTo("orphans 1 true");
        }
    }

    @Test
    void aStrictRelationshipBecomesEventualAndForgetsTheKeysThatNobodyRefersTo() {
        // Given
        TestService strictly = strict();
        strictly.sql("INSERT INTO c (fk) VALUES (1), (2)");
        assertThatThrownBy(() -> strictly.sql("INSERT INTO c (fk) VALUES (-1)"))
                .rootCause()
                .extracting("SQLState")
                .isEqualTo("23503");

        // When
        TestService eventually = strictly.under(EVENTUAL).install();

        // Then
        try (EventualFixture services = new EventualFixture(EVENTUAL, parents, eventually)) {
            eventually.sql("INSERT INTO c (fk) VALUES (-1)");
            services.resolve();
            assertThat(services.state("r")).isEqualTo("enforced 0 true");
            assertThat(services.references()).containsExactly(1, 2);
            assertThat(services.replica()).hasSize(2000);
            assertThat(services.sweep()).isEqualTo(1998);
            assertThat(services.replica()).containsExactly("1", "2");
            assertThat(services.references()).containsExactly(1, 2);
        }
    }

    @Test
    void anEventualRelationshipBecomesStrictWhenAllKeysHaveCome() {
        // Given
        try (EventualFixture services = new EventualFixture(EVENTUAL, parents.install(), children.install())) {
            services.resolve();
            children.sql("INSERT INTO c (fk) VALUES (1), (2)");
            services.resolve();
        }
        TestService strictly = children.under(STRICT).install();

        // When the keys are still on their way, unknown ones are accepted
        strictly.sql("INSERT INTO c (fk) VALUES (3), (-1)");
        strictly.install();
        parents.receiveReports(strictly.takeOutbox());
        parents.backfill();
        strictly.receive(parents.takeOutbox());
        try (OrphanCheck check = strictly.orphanCheck(parents)) {
            check.start();
            await().until(() -> strictly.count("cascade.relationship WHERE state = 'enforced'") == 1);
        }

        // Then
        assertThat(strictly.count("cascade.a__p__id")).isEqualTo(2001);
        assertThatThrownBy(() -> strictly.sql("INSERT INTO c (fk) VALUES (-2)"))
                .rootCause()
                .extracting("SQLState")
                .isEqualTo("23503");
        assertThatThrownBy(() -> strictly.sql("INSERT INTO c (fk) VALUES (-1)"))
                .rootCause()
                .extracting("SQLState")
                .isEqualTo("23503");
        try (EventualFixture services = new EventualFixture(STRICT, parents, strictly)) {
            services.resolve();
            assertThat(services.references()).containsExactly(1, 2, 3);
        }
        strictly.install();
        assertThat(strictly.count("pg_trigger WHERE tgname LIKE 'cascade_check_%'"))
                .isZero();
        strictly.sql("INSERT INTO c (fk) VALUES (4)");
    }

    @Test
    void anInstanceWithFormerContractsKeepsTheKeysThatNewerOnesNeed() {
        // Given
        try (EventualFixture former = new EventualFixture(EVENTUAL, parents.install(), children.install())) {
            former.resolve();
            children.under(STRICT).install();

            // When
            parents.sql("INSERT INTO p VALUES (3000)");
            former.deliver();

            // Then
            assertThat(former.replica()).containsExactly("3000");
            assertThat(former.sweep()).isZero();
            assertThat(former.replica()).containsExactly("3000");
        }
    }

    @Test
    void anInstanceWithFormerContractsLeavesTheOrphansOfNewerOnesAlone() {
        // Given an orphan from before a relationship that the instance does not know, and a new row with the same key
        Contracts newer = TestContracts.of(
                "r: a.p(id integer) <- b.c(fk) CASCADE eventual", "s: a.p(id integer) <- b.d(fk) CASCADE eventual");
        children.sql("CREATE TABLE d (fk integer)", "CREATE INDEX ON d (fk)", "INSERT INTO d VALUES (-1)");
        try (EventualFixture former = new EventualFixture(EVENTUAL, parents.install(), children.install())) {
            former.resolve();
            try (EventualFixture latter =
                    new EventualFixture(newer, parents, children.under(newer).install())) {
                children.sql("INSERT INTO c (fk) VALUES (-1), (-2)");

                // When
                former.resolve();
                assertThat(former.references()).containsExactly(-2, -1);
                latter.answering((owner, key) -> new Answer.Unknown("down"));
                latter.resolve();
                former.resolve();

                // Then
                assertThat(children.count("d")).isOne();
                assertThat(former.references()).containsExactly(-1);
                latter.answeringTruly();
                latter.resolve();
                assertThat(latter.state("s")).isEqualTo("orphans 1 true");
            }
        }
    }

    @Test
    void aStrictRelationshipOnTheSameKeysRefusesWhatIsOnlyProvisional() {
        // Given
        Contracts both = TestContracts.of(
                "r: a.p(id integer) <- b.c(fk) CASCADE eventual", "s: a.p(id integer) <- b.d(fk) CASCADE");
        TestService owner = new TestService("a", both)
                .sql("CREATE TABLE p (id integer PRIMARY KEY)", "INSERT INTO p VALUES (1), (2)");
        TestService members =
                new TestService("b", both).sql(CHILDREN).sql("CREATE TABLE d (fk integer)", "CREATE INDEX ON d (fk)");
        try (EventualFixture services = new EventualFixture(both, owner.install(), members.install())) {
            services.resolve();
            services.report();
            owner.backfill();
            services.deliver();

            // When
            members.sql("INSERT INTO c (fk) VALUES (1), (-1)");

            // Then the replica has all keys
            assertThat(services.replica()).containsExactly("-1?", "1", "2");
            assertThatThrownBy(() -> members.sql("INSERT INTO d (fk) VALUES (-1)"))
                    .rootCause()
                    .hasMessageContaining("violates foreign key constraint \"s\"")
                    .extracting("SQLState")
                    .isEqualTo("23503");
            members.sql("INSERT INTO d (fk) VALUES (1), (2)");
            services.resolve();
            assertThat(services.references()).containsExactly(1);
            assertThat(members.values(Integer.class, "SELECT fk FROM d ORDER BY 1"))
                    .containsExactly(1, 2);
            assertThat(services.sweep()).isZero();
            assertThat(services.replica()).containsExactly("1", "2");

            // And a new key serves both when its event has come
            owner.sql("INSERT INTO p VALUES (3)");
            members.sql("INSERT INTO c (fk) VALUES (3)");
            services.deliver();
            members.sql("INSERT INTO d (fk) VALUES (3)");
            owner.sql("DELETE FROM p WHERE id = 3");
            services.deliver();
            assertThat(services.references()).containsExactly(1);
            assertThat(members.count("d")).isEqualTo(2);
        }
    }

    @Test
    void theSweepLeavesWhatSomebodyRefersToOrIsAboutTo() throws Exception {
        // Given
        try (EventualFixture services = new EventualFixture(EVENTUAL, parents.install(), children.install())) {
            services.resolve();
            children.sql("INSERT INTO c (fk) VALUES (1), (2), (3), (4)");
            services.resolve();
            children.sql(
                    "DELETE FROM c WHERE fk > 1",
                    "INSERT INTO c (fk) VALUES (-1)",
                    "UPDATE cascade.a__p__id SET intended_by = gen_random_uuid() WHERE id = 4");
            try (java.sql.Connection application = children.dataSource().getConnection();
                    java.sql.Statement statement = application.createStatement()) {
                application.setAutoCommit(false);
                statement.execute("INSERT INTO c (fk) VALUES (2)");

                // When
                assertThat(services.sweep()).isEqualTo(1);

                // Then
                application.commit();
            }
            assertThat(services.replica()).containsExactly("-1?", "1", "2", "4");
            assertThat(services.references()).containsExactly(-1, 1, 2);

            // And what a contract that is gone has left is not touched
            children.sql(
                    "CREATE TABLE former (fk integer REFERENCES cascade.a__p__id ON DELETE CASCADE)",
                    "UPDATE cascade.a__p__id SET intended_by = NULL",
                    "INSERT INTO former VALUES (4)");
            assertThat(services.sweep()).isZero();
            assertThat(children.count("former")).isOne();
        }
    }

    /** The children under a strict contract, with all keys. */
    private TestService strict() {
        TestService strictly = children.under(STRICT).install();
        parents.install().receiveReports(strictly.takeOutbox());
        parents.backfill();
        strictly.receive(parents.takeOutbox());
        try (OrphanCheck check = strictly.orphanCheck(parents)) {
            check.start();
            await().until(() -> strictly.count("cascade.relationship WHERE state = 'enforced'") == 1);
        }
        return strictly;
    }
}
