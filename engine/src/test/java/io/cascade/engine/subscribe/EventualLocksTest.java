/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.testing.TestContracts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Application transactions that are open while an unknown key is decided over. */
class EventualLocksTest {

    private final EventualFixture services =
            EventualFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual"));

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void whoeverInsertsWhileAnAbsentKeyIsDecidedOverWaitsAndIsAccepted() throws Exception {
        // Given an insert that begins when the key is locked, and a parent that is created just before it
        services.children.sql("INSERT INTO c (fk) VALUES (1), (3)");
        Thread insert = new Thread(() -> services.children.sql("INSERT INTO c (fk, note) VALUES (1, 'new')"));
        services.answering((owner, key) -> {
            Answer answer = owner.ask(services.relationship(), key);
            if (answer instanceof Answer.Absent && key.equals(List.of("1")) && locked()) {
                services.answeringTruly();
                services.parents.sql("INSERT INTO p VALUES (1)");
                insert.start();
                await().until(() -> services.children.count(
                                "pg_stat_activity WHERE wait_event_type = 'Lock'" + " AND datname = current_database()")
                        > 0);
            }
            return answer;
        });

        // When
        services.resolveOnce();
        insert.join(10_000);

        // Then the child from when there was no parent is gone, the other one is not
        assertThat(services.children.values(String.class, "SELECT fk || ' ' || note FROM c"))
                .containsExactly("1 new");
        services.resolve();
        assertThat(services.children.values(String.class, "SELECT fk || ' ' || note FROM c"))
                .containsExactly("1 new");
        assertThat(services.replica()).containsExactly("1");
    }

    @Test
    void anOpenTransactionDelaysItsOwnKeyAndNothingElse() throws SQLException {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        try (Connection application = services.children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c (fk) VALUES (1), (3)");
            services.children.sql("INSERT INTO c (fk) VALUES (2), (4)");

            // When everything happens that could concern its keys
            services.deliver();
            services.parents.sql("DELETE FROM p WHERE id = 1", "DELETE FROM p WHERE id = 2");
            services.deliver();
            services.resolve();

            // Then
            assertThat(services.references()).isEmpty();
            assertThat(services.children.count("cascade.a__p__id__held")).isZero();
            application.commit();
        }
        assertThat(services.references()).containsExactly(1, 3);
        services.resolve();
        assertThat(services.references()).isEmpty();
        assertThat(services.replica()).isEmpty();
        services.report();
        assertThat(services.deliveries()).containsExactly("settled 0", "settled 1");
    }

    @Test
    void anOpenTransactionWithAnotherChildOfAnAbsentKeyIsWaitedFor() throws SQLException {
        // Given
        services.children.sql("INSERT INTO c (fk) VALUES (3), (4)");
        try (Connection application = services.children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c (fk) VALUES (3)");

            // When
            services.resolve();

            // Then
            assertThat(services.references()).containsExactly(3);
            application.commit();
        }
        services.resolve();
        assertThat(services.references()).isEmpty();
    }

    /** Whether somebody keeps new children away from key 1. */
    private boolean locked() {
        return services.children
                .dsl()
                .fetch("SELECT FROM cascade.a__p__id WHERE id = 1 FOR KEY SHARE SKIP LOCKED")
                .isEmpty();
    }
}
