/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.publish.TableParentKeys;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Deletes that arrive while the existing rows of a relationship may not be touched yet. */
class RememberedDeletesTest {

    @Test
    void aParentThatIsCreatedAgainAfterTheLookUpKeepsItsNewChildren() {
        // Given a remembered delete of 5
        Contracts contracts = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)", "INSERT INTO p VALUES (5), (6)")
                .install();
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c (fk bigint, note text)", "CREATE INDEX ON c (fk)")
                .sql("INSERT INTO c VALUES (5, 'former'), (6, 'other')")
                .install();
        parents.receiveReports(children.takeOutbox());
        parents.sql("DELETE FROM p WHERE id = 5");
        parents.backfill();
        children.receive(parents.takeOutbox());
        TableParentKeys owner = new TableParentKeys(parents.dsl(), "a", contracts);
        AtomicBoolean asked = new AtomicBoolean();

        // When the parent is created again, with a child, right after the owner has said that it is absent
        KeyLookup lookup = (relationship, key) -> {
            KeyLookup.Answer answer = owner.find("r", key);
            if (asked.compareAndSet(false, true)) {
                parents.sql("INSERT INTO p VALUES (5)");
                children.receive(parents.takeOutbox());
                children.sql("INSERT INTO c VALUES (5, 'new')");
            }
            return answer;
        };
        try (OrphanCheck check = new OrphanCheck(children.dsl(), new Subscriptions("b", contracts), lookup)) {
            check.start();
            await().until(() -> children.count("cascade.relationship WHERE state = 'enforced'") == 1);
        }

        // Then
        assertThat(asked).isTrue();
        assertThat(children.values(String.class, "SELECT note FROM c")).contains("new", "other");
    }

    @Test
    void aHeldKeyIsRememberedForTheRelationshipThatIsNotEnforcedYet() throws SQLException {
        // Given an enforced relationship and one that observes, with one replica
        Contracts contracts =
                TestContracts.of("now: a.p(id bigint) <- b.c(fk) CASCADE", "later: a.p(id bigint) <- b.d(fk) CASCADE");
        TestService parents = new TestService("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        parents.sql("INSERT INTO p VALUES (1), (2)");
        TestService children = new TestService("b", contracts)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .sql("CREATE TABLE d (fk bigint)", "CREATE INDEX ON d (fk)")
                .sql("INSERT INTO d VALUES (1), (2)")
                .install();
        children.receive(parents.takeOutbox());
        KeyEventHandler handler = children.handler();
        try (Connection application = children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c VALUES (1)");
            parents.sql("DELETE FROM p WHERE id = 1");
            handler.handle(parents.takeOutbox());
            application.commit();
        }
        handler.idle();
        assertThat(children.count("c")).isZero();
        parents.receiveReports(children.takeOutbox());

        // When
        parents.backfill();
        children.receive(parents.takeOutbox());
        try (OrphanCheck check = children.orphanCheck(parents)) {
            check.start();
            await().until(() -> children.count("cascade.relationship WHERE state NOT IN ('enforced', 'orphans')") == 0);
        }

        // Then
        assertThat(children.values(Long.class, "SELECT fk FROM d")).containsExactly(2L);
    }
}
