/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.DeletionQuery;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import org.jooq.Record;
import org.junit.jupiter.api.Test;

/** A paused relationship among others: of the same keys, of other services, above it and below. */
class PausedTogetherTest {

    private TestSystem system;

    @Test
    void anotherRelationshipOfTheSameKeysGoesOn() {
        // Given
        start("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: a.p(id bigint) <- b.d(fk) SET NULL");
        TestService b = system.service("b");
        sql("a", "CREATE TABLE p (id bigint PRIMARY KEY)");
        sql(
                "b",
                "CREATE TABLE c (fk bigint)",
                "CREATE INDEX ON c (fk)",
                "CREATE TABLE d (fk bigint)",
                "CREATE INDEX ON d (fk)");
        system.install();
        sql("a", "INSERT INTO p VALUES (1), (2)");
        system.deliver();
        b.rowsPerTransaction(100)
                .sql("INSERT INTO c VALUES (1)", "INSERT INTO d SELECT 1 FROM generate_series(1, 250)");
        b.pauses().pause("r", null);

        // When
        sql("a", "DELETE FROM p WHERE id = 1");
        system.deliver();

        // Then
        assertThat(b.count("c")).isEqualTo(1);
        assertThat(b.count("d WHERE fk = 1")).isZero();
        assertThat(b.values(Long.class, "SELECT id FROM cascade.a__p__id ORDER BY id"))
                .containsExactly(1L, 2L);

        // And when one is paused in place of the other
        b.sql("INSERT INTO d VALUES (1)");
        b.pauses().pause("s", null);
        b.pauses().resume("r");
        system.deliver();
        assertThat(b.count("d WHERE fk = 1")).isEqualTo(1);
        b.pauses().resume("s");
        system.deliver();

        // Then
        assertThat(b.count("c")).isZero();
        assertThat(b.count("d WHERE fk = 1")).isZero();
        assertThat(system.service("a")
                        .values(
                                String.class,
                                "SELECT relationship || ' ' || state || ' ' || rows FROM cascade.delivery ORDER BY 1"))
                .containsExactly("r settled 1", "s settled 251");
        assertThat(b.count("cascade.a__p__id__held")).isZero();
    }

    @Test
    void theDeletionSaysWhyItWaitsAtEveryLevelAndIsNotStuck() {
        // Given
        start("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: b.c(id bigint) <- c.d(fk) CASCADE");
        sql("a", "CREATE TABLE p (id bigint PRIMARY KEY)");
        sql("b", "CREATE TABLE c (id bigint PRIMARY KEY, fk bigint)", "CREATE INDEX ON c (fk)");
        sql("c", "CREATE TABLE d (fk bigint)", "CREATE INDEX ON d (fk)");
        system.install();
        sql("a", "INSERT INTO p VALUES (1)");
        system.deliver();
        sql("b", "INSERT INTO c VALUES (1, 1)");
        system.deliver();
        sql("c", "INSERT INTO d VALUES (1)");
        system.service("c").pauses().pause("s", "the auditors look at it");

        // When
        sql("a", "DELETE FROM p");
        system.deliver();
        for (String service : new String[] {"a", "b"}) {
            sql(
                    service,
                    "UPDATE cascade.delivery SET created_at = created_at - interval '2 hours', reported_at = reported_at - interval '1 hour'",
                    "UPDATE cascade.reported_pause SET changed_at = changed_at - interval '2 hours'");
        }

        // Then
        assertThat(system.service("b").count("c")).isZero();
        assertThat(system.service("c").count("d")).isEqualTo(1);
        Deletion below = deletion("b");
        assertThat(below.state()).isEqualTo(Deletion.State.RUNNING);
        assertThat(below.reason()).matches("s: waiting: paused since \\S+Z: the auditors look at it");
        Deletion top = deletion("a");
        assertThat(top.state()).isEqualTo(Deletion.State.RUNNING);
        assertThat(top.reason()).matches("r: waiting: 's' of c is paused since \\S+Z: the auditors look at it");
        assertThat(system.service("a").deletions().list(listed(Deletion.State.STUCK)))
                .isEmpty();
        assertThat(system.service("a").deletions().list(listed(Deletion.State.RUNNING)))
                .hasSize(1);

        // And when
        system.service("c").pauses().resume("s");
        system.deliver();

        // Then
        assertThat(deletion("a").state()).isEqualTo(Deletion.State.SETTLED);
        assertThat(deletion("a").reason()).isNull();
        assertThat(system.service("c").count("d")).isZero();
    }

    @Test
    void newsGoesAroundACycleOnce() {
        // Given
        start("r: a.p(id bigint) <- b.c(fk) CASCADE", "s: b.c(id bigint) <- a.p(fk) CASCADE");
        sql("a", "CREATE TABLE p (id bigint PRIMARY KEY, fk bigint)", "CREATE INDEX ON p (fk)");
        sql("b", "CREATE TABLE c (id bigint PRIMARY KEY, fk bigint)", "CREATE INDEX ON c (fk)");
        system.install();

        // When
        system.service("b").pauses().pause("r", null);
        system.deliver();

        // Then
        assertThat(PauseReports.open(system.service("a").dsl()))
                .extracting(pause -> pause.relationship() + pause.direct())
                .containsExactlyInAnyOrder("rtrue", "rfalse");
        assertThat(PauseReports.open(system.service("b").dsl()))
                .extracting(pause -> pause.relationship() + pause.direct())
                .containsExactly("sfalse");
        system.service("b").pauses().resume("r");
        system.deliver();
        assertThat(PauseReports.open(system.service("a").dsl())).isEmpty();
        assertThat(PauseReports.open(system.service("b").dsl())).isEmpty();
    }

    @Test
    void aVoteIsAnsweredWithARefusalThatSaysWhy() {
        // Given
        start("r: a.p(id bigint) <- b.c(fk) RESTRICT");
        sql("a", "CREATE TABLE p (id bigint PRIMARY KEY)");
        sql("b", "CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)");
        system.install();
        sql("a", "INSERT INTO p VALUES (1)");
        system.deliver();
        system.service("b").pauses().pause("r", null);

        // When
        Record refused = request();

        // Then
        assertThat(refused.get("state")).isEqualTo("refused");
        assertThat(refused.get("sql_state")).isEqualTo("55000");
        assertThat(refused.get("reason", String.class)).contains("'r' is paused");
        assertThat(system.service("a").count("p")).isEqualTo(1);

        // And when
        system.service("b").pauses().resume("r");
        assertThat(request().get("state")).isEqualTo("executed");
        assertThat(system.service("a").count("p")).isZero();
    }

    private Record request() {
        TestService a = system.service("a");
        Object deletion = a.dsl()
                .fetchSingle("SELECT cascade.request_deletion('p', 'true', '10 min')")
                .get(0);
        system.deliver();
        return a.dsl().fetchSingle("SELECT * FROM cascade.intent WHERE deletion_id = CAST(? AS uuid)", deletion);
    }

    private void start(String... contracts) {
        system = new TestSystem(TestContracts.of(contracts));
    }

    private void sql(String service, String... statements) {
        system.service(service).sql(statements);
    }

    private Deletion deletion(String service) {
        return system.service(service).deletions().list(listed(null)).get(0);
    }

    private static DeletionQuery listed(Deletion.State state) {
        return new DeletionQuery(state, null, null, null, null, null, 10);
    }
}
