/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that somebody changes while their deletion is asked for: as with a DELETE, what they are afterwards decides. */
class VoteRequestRaceTest {

    private static final String REQUEST = "SELECT cascade.request_deletion('p', 'n = 0')";

    private final TestSystem system = VoteFixture.system("b-a: a.p(id integer) <- b.c(p) RESTRICT");
    private final TestService a =
            system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY, n integer, text text)");
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @BeforeEach
    void twoRows() {
        system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.install();
        a.sql("INSERT INTO p VALUES (1, 0, ''), (2, 1, '')");
        system.deliver();
    }

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void aRowThatIsStillMeantIsAskedForAsItIsThen() throws Exception {
        // When
        String deletion = requestedDuring("UPDATE p SET text = 'changed' WHERE id = 1", "READ COMMITTED");

        // Then
        assertThat(deletion).isNotNull();
        system.deliver();
        assertThat(a.values(String.class, "SELECT state FROM cascade.intent")).containsExactly("executed");
        assertThat(a.values(Integer.class, "SELECT id FROM p")).containsExactly(2);
    }

    @Test
    void aRowThatIsNotMeantAnyMoreStays() throws Exception {
        // When
        String deletion = requestedDuring("UPDATE p SET n = 1 WHERE id = 1", "READ COMMITTED");

        // Then
        assertThat(deletion).isNull();
        system.deliver();
        assertThat(a.count("cascade.intent")).isZero();
        assertThat(a.values(Integer.class, "SELECT id FROM p ORDER BY id")).containsExactly(1, 2);
    }

    @Test
    void aTransactionThatMayNotSeeTheChangeIsToldToTryAgain() {
        assertThatThrownBy(() -> requestedDuring("UPDATE p SET text = 'changed' WHERE id = 1", "REPEATABLE READ"))
                .satisfies(e -> assertThat(SqlStates.of(e)).contains("40001"));
        assertThat(a.count("cascade.intent")).isZero();
        assertThat(a.values(Integer.class, "SELECT id FROM p ORDER BY id")).containsExactly(1, 2);
    }

    /** The answer to a request that has to wait for an uncommitted change. */
    private @Nullable String requestedDuring(String change, String isolation) throws Exception {
        try (Connection writer = a.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute(change);
            Future<List<@Nullable String>> answer = thread.submit(() -> request(isolation));
            await().until(() ->
                    a.count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 1);
            writer.commit();
            return answer.get().get(0);
        }
    }

    private List<@Nullable String> request(String isolation) throws Exception {
        try (Connection session = a.dataSource().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL " + isolation);
            try (ResultSet result = statement.executeQuery(REQUEST)) {
                result.next();
                List<@Nullable String> answer = java.util.Collections.singletonList(result.getString(1));
                statement.execute("COMMIT");
                return answer;
            } catch (java.sql.SQLException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }
}
