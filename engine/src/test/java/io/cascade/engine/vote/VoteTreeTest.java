/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static io.cascade.engine.vote.VoteFixture.assertRefused;
import static io.cascade.engine.vote.VoteFixture.assertSettled;
import static io.cascade.engine.vote.VoteFixture.intent;
import static io.cascade.engine.vote.VoteFixture.request;
import static io.cascade.engine.vote.VoteFixture.system;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.testing.TestSystem;
import java.util.UUID;
import org.jooq.Record;
import org.junit.jupiter.api.Test;

/** Votes in graphs of every shape, with PostgreSQL's own answers. */
class VoteTreeTest {

    @Test
    void noActionRefusesWithTheSqlStateOfPostgres() {
        // Given
        TestSystem system = system("r: a.p(id text) <- b.c(p) NO ACTION");
        system.service("a").sql("CREATE TABLE p (id text PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id integer, p text)", "CREATE INDEX ON c (p)");
        system.install().service("a").sql("INSERT INTO p VALUES ('ä''\"\\'), ('free')");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (1, 'ä''\"\\'), (2, NULL)");

        // When
        Record held = request(system, "a", "p", "id <> 'free'");
        Record free = request(system, "a", "p", "id = 'free'");

        // Then
        assertRefused(held, "23503", "r", 1);
        assertThat(free.get("state")).isEqualTo("executed");
        assertThat(system.service("a").values(String.class, "SELECT id FROM p")).containsExactly("ä'\"\\");
        assertThat(system.service("b").count("c")).isEqualTo(2);
    }

    @Test
    void rowsOfATreeThatGoTogetherDoNotHoldEachOther() {
        // Given
        TestSystem system = system("tree: a.t(id integer) <- a.t(up) RESTRICT");
        system.service("a").sql("CREATE TABLE t (id integer PRIMARY KEY, up integer)", "CREATE INDEX ON t (up)");
        system.install().service("a").sql("INSERT INTO t VALUES (1, NULL)");
        system.deliver();
        system.service("a").sql("INSERT INTO t VALUES (2, 1)");
        system.deliver();
        system.service("a").sql("INSERT INTO t VALUES (3, 2), (4, 2)");
        system.deliver();

        // When / Then
        assertRefused(request(system, "a", "t", "id IN (1, 2)"), "23001", "tree", 2);
        assertThat(system.service("a").count("t")).isEqualTo(4);
        assertThat(request(system, "a", "t", "id = 4").get("state")).isEqualTo("executed");
        assertThat(system.service("a").values(Integer.class, "SELECT id FROM t ORDER BY 1"))
                .containsExactly(1, 2, 3);
        assertThat(request(system, "a", "t", "true").get("state")).isEqualTo("executed");
        assertThat(system.service("a").count("t")).isZero();
        assertSettled(system);
    }

    @Test
    void aCycleOfCascadesIsAskedOnceRoundAndEnds() {
        // Given
        TestSystem system = system(
                "b-a: a.p(id integer) <- b.c(p) CASCADE",
                "a-b: b.c(id integer) <- a.p(c) CASCADE",
                "d-a: a.p(id integer) <- d.g(p) RESTRICT");
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON p (c)");
        system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.service("d").sql("CREATE TABLE g (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON g (p)");
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2), (3)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (10, 1), (20, 2)");
        system.deliver();
        system.service("a").sql("UPDATE p SET c = 10 WHERE id = 2", "UPDATE p SET c = 20 WHERE id = 1");
        system.service("d").sql("INSERT INTO g VALUES (100, 2), (300, 3)");
        system.deliver();

        // When / Then
        assertRefused(request(system, "a", "p", "id = 1"), "23001", "d-a", 1);
        assertThat(system.service("a").count("p")).isEqualTo(3);
        assertThat(system.service("b").count("c")).isEqualTo(2);
        system.service("d").sql("DELETE FROM g WHERE id = 100");
        system.deliver();
        assertThat(request(system, "a", "p", "id = 1").get("state")).isEqualTo("executed");
        assertThat(system.service("a").values(Integer.class, "SELECT id FROM p"))
                .containsExactly(3);
        assertThat(system.service("b").count("c")).isZero();
        assertThat(system.service("d").values(Integer.class, "SELECT id FROM g"))
                .containsExactly(300);
        assertSettled(system);
    }

    @Test
    void aLocalConstraintBelowACascadeRefusesToo() {
        // Given
        TestSystem system = system("b-a: a.p(id integer) <- b.c(p) CASCADE", "d-b: b.c(id integer) <- d.g(c) RESTRICT");
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b")
                .sql(
                        "CREATE TABLE c (id integer PRIMARY KEY, p integer)",
                        "CREATE INDEX ON c (p)",
                        "CREATE TABLE l (c integer CONSTRAINT local_fk REFERENCES c)");
        system.service("d").sql("CREATE TABLE g (c integer)", "CREATE INDEX ON g (c)");
        system.install().service("a").sql("INSERT INTO p VALUES (1)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (10, 1)", "INSERT INTO l VALUES (10)");
        system.deliver();

        // When
        Record refused = request(system, "a", "p", "true");

        // Then
        assertRefused(refused, "23503", "local_fk", 0);
        assertThat(refused.get("reason", String.class)).contains("b refuses", "local_fk");
        assertThat(system.service("b").count("c")).isOne();
        assertSettled(system);
    }

    @Test
    void aLocalCascadeAtTheStartIsAskedAboutToo() {
        // Given
        TestSystem system = system(
                "c-p: a.p(a integer, b timestamptz) <- b.c(pa, pb) CASCADE", "g-c: b.c(id integer) <- b.g(c) RESTRICT");
        system.service("a")
                .sql("CREATE TABLE p (a integer, b timestamptz, up integer, PRIMARY KEY (a, b), UNIQUE (a))")
                .sql("ALTER TABLE p ADD FOREIGN KEY (up) REFERENCES p (a) ON DELETE CASCADE", "CREATE INDEX ON p (up)");
        system.service("b")
                .sql("CREATE TABLE c (id integer PRIMARY KEY, pa integer, pb timestamptz)")
                .sql("CREATE INDEX ON c (pa, pb)", "CREATE TABLE g (c integer)", "CREATE INDEX ON g (c)");
        system.install().service("a").sql("INSERT INTO p VALUES (1, '2026-01-01 00:00+02', NULL), (2, 'infinity', 1)");
        system.deliver();
        system.service("b").sql("SET timezone = 'Asia/Tokyo'; INSERT INTO c VALUES (10, 2, 'infinity')");
        system.deliver();
        system.service("b").sql("INSERT INTO g VALUES (10)");
        system.deliver();

        // When / Then
        assertRefused(request(system, "a", "p", "a = 1"), "23001", "g-c", 1);
        assertThat(system.service("a").count("p")).isEqualTo(2);
        system.service("b").sql("TRUNCATE g");
        assertThat(request(system, "a", "p", "a = 1").get("state")).isEqualTo("executed");
        assertThat(system.service("a").count("p")).isZero();
        assertThat(system.service("b").count("c")).isZero();
        assertSettled(system);
    }

    @Test
    void aDeletionThatKeepsTheChildrenNeedsNoConsentOfTheirsAndAsksWhetherTheyCanStay() {
        // Given
        TestSystem system = system("c-p: a.p(id integer) <- b.c(p) CASCADE", "g-c: b.c(id integer) <- d.g(c) RESTRICT");
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.service("d").sql("CREATE TABLE g (c integer)", "CREATE INDEX ON g (c)");
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (10, 1), (20, 2)");
        system.deliver();
        system.service("d").sql("INSERT INTO g VALUES (10)");
        system.deliver();

        // When
        assertRefused(request(system, "a", "p", "id = 1"), "23001", "g-c", 1);
        Record kept = requestKeepingChildren(system, "id = 1");
        system.service("b").sql("UPDATE c SET p = 2 WHERE id = 10; ALTER TABLE c ALTER p SET NOT NULL");
        Record refused = requestKeepingChildren(system, "id = 2");

        // Then
        assertThat(kept.get("state")).isEqualTo("executed");
        assertThat(refused.get("state")).isEqualTo("refused");
        assertThat(refused.get("sql_state")).isEqualTo("23502");
        assertThat(refused.get("reason", String.class)).contains("NOT NULL");
        assertThat(system.service("a").values(Integer.class, "SELECT id FROM p"))
                .containsExactly(2);
        assertThat(system.service("b").values(Integer.class, "SELECT id FROM c ORDER BY 1"))
                .containsExactly(10, 20);
        assertThat(system.service("d").count("g")).isOne();
        assertSettled(system);
    }

    private static Record requestKeepingChildren(TestSystem system, String condition) {
        UUID deletion = system.service("a").dsl().transactionResult(configuration -> {
            configuration.dsl().execute("SET LOCAL cascade.propagation = 'orphan'");
            return configuration
                    .dsl()
                    .fetchSingle("SELECT cascade.request_deletion('p', ?, '10 min')", condition)
                    .get(0, UUID.class);
        });
        system.deliver();
        return intent(system, deletion);
    }
}
