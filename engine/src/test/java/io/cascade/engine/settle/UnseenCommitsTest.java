/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Answers that come while the session that has asked is still committing. A transaction that is open stands for it here: to others
 * both look the same.
 */
class UnseenCommitsTest {

    private final TestSystem system = new TestSystem(
            TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: a.q(id bigint) <- b.d(fk) RESTRICT"));
    private final TestService parents = system.service("a");
    private final TestService children = system.service("b");
    private final ExecutorService consumer = Executors.newSingleThreadExecutor();

    @BeforeEach
    void install() {
        parents.sql("CREATE TABLE p (id bigint PRIMARY KEY)", "CREATE TABLE q (id bigint PRIMARY KEY)");
        children.sql(
                "CREATE TABLE c (id bigint PRIMARY KEY, fk bigint)",
                "CREATE INDEX ON c (fk)",
                "CREATE TABLE d (id bigint PRIMARY KEY, fk bigint)",
                "CREATE INDEX ON d (fk)");
        system.install();
        parents.sql("INSERT INTO p VALUES (1), (2)", "INSERT INTO q VALUES (1), (2)");
        system.deliver();
        children.sql("INSERT INTO c VALUES (10, 1), (20, 2)");
    }

    @AfterEach
    void stop() {
        consumer.shutdownNow();
    }

    @Test
    void aReportOfADeleteThatCannotBeSeenYetIsWrittenDown() throws Exception {
        // Given
        answeredBeforeTheCommit("DELETE FROM p WHERE id = 1");

        // Then
        assertThat(parents.values(String.class, "SELECT concat_ws(' ', state, rows) FROM cascade.delivery"))
                .containsExactly("settled 1");
        assertThat(children.values(Long.class, "SELECT id FROM c")).containsExactly(20L);
    }

    /** The statement that writes reports down began before the commit, and the next one after it. */
    @Test
    void aReportOfADeleteThatIsCommittedMeanwhileIsWrittenDownToo() throws Exception {
        // Given
        try (Connection deleting = parents.dataSource().getConnection();
                Connection other = parents.dataSource().getConnection();
                Statement delete = deleting.createStatement();
                Statement lock = other.createStatement()) {
            parents.sql("DELETE FROM p WHERE id = 2");
            children.take(parents.takeOutbox());
            deleting.setAutoCommit(false);
            delete.execute("DELETE FROM p WHERE id = 1");
            children.take(parents.takeOutbox(deleting));
            other.setAutoCommit(false);
            lock.execute("SELECT FROM cascade.delivery FOR UPDATE");

            // When
            Future<?> answered = consumer.submit(() -> parents.take(children.takeOutbox()));
            await().until(() -> parents.count("pg_locks WHERE NOT granted") > 0);
            deleting.commit();
            other.commit();
            answered.get();
        }

        // Then
        assertThat(parents.values(String.class, "SELECT concat_ws(' ', state, rows) FROM cascade.delivery"))
                .containsExactly("settled 1", "settled 1");
        assertThat(children.count("c")).isZero();
    }

    @Test
    void aVoteOnADeleteThatCannotBeSeenYetCounts() throws Exception {
        // Given
        answeredBeforeTheCommit("SELECT cascade.request_deletion('q', 'id = 1', '10 min')");

        // Then
        assertThat(parents.values(String.class, "SELECT state FROM cascade.vote"))
                .containsExactly("approved");
        system.deliver();
        assertThat(parents.values(String.class, "SELECT state FROM cascade.intent"))
                .containsExactly("executed");
        assertThat(parents.values(Long.class, "SELECT id FROM q")).containsExactly(2L);
    }

    @Test
    void aReportOfSomethingThatNeverWasChangesNothing() {
        // Given
        parents.sql("DELETE FROM p WHERE id = 1");
        List<ConsumerRecord<byte[], byte[]>> events = parents.takeOutbox();
        children.take(events);
        List<ConsumerRecord<byte[], byte[]>> reports = children.takeOutbox();
        parents.sql("DELETE FROM cascade.delivery");

        // When
        parents.take(reports);

        // Then
        assertThat(parents.count("cascade.delivery")).isZero();
    }

    private void answeredBeforeTheCommit(String statement) throws Exception {
        try (Connection connection = parents.dataSource().getConnection();
                Statement jdbc = connection.createStatement()) {
            connection.setAutoCommit(false);
            parents.takeOutbox();
            jdbc.execute(statement);
            List<ConsumerRecord<byte[], byte[]>> events = parents.takeOutbox(connection);
            assertThat(events).hasSize(1);
            children.take(events);
            Future<?> answered = consumer.submit(() -> parents.take(children.takeOutbox()));
            await().until(() -> parents.count("pg_locks WHERE NOT granted") > 0);
            connection.commit();
            answered.get();
        }
    }
}
