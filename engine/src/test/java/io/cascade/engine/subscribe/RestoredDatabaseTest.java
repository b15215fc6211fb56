/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.OperationsGuide;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operations guide in deploy/README.md says of a database that was restored from a backup. */
class RestoredDatabaseTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE");

    private static final String REPLICA = "cascade.a__p__id";

    private final TestService parents = new TestService("a", CONTRACTS)
            .sql("CREATE TABLE p (id integer PRIMARY KEY)")
            .install();
    private final TestService children = new TestService("b", CONTRACTS)
            .sql("CREATE TABLE c (fk integer)", "CREATE INDEX ON c (fk)")
            .install();

    @BeforeEach
    void one() {
        parents.sql("INSERT INTO p VALUES (1), (2)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c VALUES (1), (2)");
    }

    @Test
    void aRestoredSubscriberMissesWhatItsOffsetHasPassedUntilTheTopicsAreReadAgain() {
        // Given
        TestService restored = children.backup();
        parents.sql("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (3)");
        children.receive(parents.takeOutbox());

        // Then
        assertThat(restored.values(Integer.class, "SELECT fk FROM c ORDER BY 1"))
                .as("the child of a deleted parent is back")
                .containsExactly(1, 2);
        assertThatThrownBy(() -> restored.sql("INSERT INTO c VALUES (3)"))
                .hasStackTraceContaining("violates foreign key constraint");

        // When
        restored.receive(parents.allOutbox());

        // Then
        assertThat(restored.values(Integer.class, "SELECT fk FROM c")).containsExactly(2);
        restored.sql("INSERT INTO c VALUES (3)");
        assertThat(restored.count("cascade.dead_letter")).isZero();
    }

    @Test
    void aRestoredPublisherCountsItsVersionsFromWhereTheyWereAndItsDeletesAreTakenForOldOnes() {
        // Given
        TestService restored = parents.backup();
        parents.sql("INSERT INTO p VALUES (3)", "DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c VALUES (1)");

        // When
        restored.sql("DELETE FROM p WHERE id = 1");
        children.receive(restored.takeOutbox());

        // Then
        assertThat(children.count("c WHERE fk = 1"))
                .as("the children of a parent that the restored database has deleted stay")
                .isEqualTo(1);
        assertThat(children.values(Integer.class, "SELECT id FROM " + REPLICA + " ORDER BY 1"))
                .as("a parent that was created after the backup is still known")
                .containsExactly(1, 2, 3);
    }

    @Test
    void aRestoredPublisherWhoseVersionsGoOnAboveAllOthersIsObeyed() {
        // Given
        TestService restored = parents.backup();
        parents.sql("INSERT INTO p VALUES (3)", "DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        children.receive(parents.takeOutbox());
        children.sql("INSERT INTO c VALUES (1)");

        // When
        restored.sql(OperationsGuide.statements("restored publisher"));
        restored.sql("DELETE FROM p WHERE id = 1");
        children.receive(restored.takeOutbox());

        // Then
        assertThat(children.count("c WHERE fk = 1")).isZero();
        assertThat(children.values(Integer.class, "SELECT id FROM " + REPLICA + " ORDER BY 1"))
                .containsExactly(2, 3);

        // When
        restored.sql("INSERT INTO p VALUES (3)", "DELETE FROM p WHERE id = 3");
        children.receive(restored.takeOutbox());

        // Then
        assertThat(children.values(Integer.class, "SELECT id FROM " + REPLICA)).containsExactly(2);
    }
}
