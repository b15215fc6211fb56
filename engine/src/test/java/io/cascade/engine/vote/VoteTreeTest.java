/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Propagation;
import io.cascade.engine.deletion.RequestedDeletion;
import io.cascade.engine.deletion.RequestedDeletion.Executed;
import io.cascade.engine.deletion.RequestedDeletion.Nothing;
import io.cascade.engine.deletion.RequestedDeletion.Refused;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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

    @Test
    void rowsWithoutAKeyGoWithTheOthersOrNotAtAll() {
        // Given
        TestSystem system = system("r: a.p(code text) <- b.c(p) RESTRICT");
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE, at timestamptz)");
        system.service("b").sql("CREATE TABLE c (p text)", "CREATE INDEX ON c (p)");
        system.install()
                .service("a")
                .sql(
                        "SET timezone = 'Asia/Tokyo'; INSERT INTO p VALUES (1, 'x', now()), (2, NULL, now()), (3, NULL, now())");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES ('x')");

        // When / Then
        assertRefused(request(system, "a", "p", "id IN (1, 2)"), "23001", "r", 1);
        assertThat(system.service("a").count("p")).isEqualTo(3);
        assertThat(request(system, "a", "p", "id = 3").get("state")).isEqualTo("executed");
        system.service("b").sql("DELETE FROM c");
        assertThat(request(system, "a", "p", "id IN (1, 2)").get("state")).isEqualTo("executed");
        assertThat(system.service("a").count("p")).isZero();
        assertSettled(system);
    }

    @Test
    void aTableThatOnlyLeadsToOneThatIsHeldIsNotAskedFor() {
        // Given
        TestSystem system = system("r: a.p(id integer) <- b.c(p) RESTRICT");
        system.service("a")
                .sql("CREATE TABLE o (id integer PRIMARY KEY)")
                .sql("CREATE TABLE p (id integer PRIMARY KEY, o integer REFERENCES o ON DELETE CASCADE)");
        system.service("b").sql("CREATE TABLE c (p integer)", "CREATE INDEX ON c (p)");
        system.install().service("a").sql("INSERT INTO o VALUES (1)", "INSERT INTO p VALUES (1, 1)");
        system.deliver();

        // When / Then
        assertThatThrownBy(() -> system.service("a").dsl().fetch("SELECT cascade.request_deletion('o', 'true')"))
                .hasStackTraceContaining("They are in: public.p.")
                .hasStackTraceContaining("Ask for the deletion of those rows first.");
        assertThat(request(system, "a", "p", "true").get("state")).isEqualTo("executed");
        system.service("a").sql("DELETE FROM o");
    }

    @Test
    void thousandsOfKeysAreAskedAboutInBatchesAndAllOrNoneGo() {
        // Given
        TestSystem system = system("c-p: a.p(id bigint) <- b.c(p) CASCADE", "g-c: b.c(id bigint) <- d.g(c) NO ACTION");
        system.service("a").sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id bigint PRIMARY KEY, p bigint)", "CREATE INDEX ON c (p)");
        system.service("d").sql("CREATE TABLE g (c bigint)", "CREATE INDEX ON g (c)");
        system.install().service("a").sql("INSERT INTO p SELECT generate_series(1, 30000)");
        system.deliver();
        system.service("b").sql("INSERT INTO c SELECT i, i FROM generate_series(1, 30000) i");
        system.deliver();
        system.service("d").sql("INSERT INTO g VALUES (29999)");
        system.deliver();

        // When / Then
        assertRefused(request(system, "a", "p", "true"), "23503", "g-c", 1);
        assertThat(system.service("a").count("p")).isEqualTo(30_000);
        assertThat(system.service("b").count("c")).isEqualTo(30_000);
        assertSettled(system);
        assertThat(request(system, "a", "p", "id <> 29999").get("state")).isEqualTo("executed");
        assertThat(system.service("a").count("p")).isOne();
        assertThat(system.service("b").values(Long.class, "SELECT id FROM c")).containsExactly(29_999L);
        assertThat(system.service("d").count("g")).isOne();
        assertSettled(system);
    }

    @Test
    void aCallerWaitsForTheAnswer() throws Exception {
        // Given
        TestSystem system = system("r: a.p(id integer) <- b.c(p) RESTRICT");
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (p integer)", "CREATE INDEX ON c (p)");
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (2)");

        // When
        RequestedDeletion free = ask(system, "DELETE FROM p WHERE id = 1");
        RequestedDeletion held = ask(system, "DELETE FROM p WHERE id = 2");
        RequestedDeletion none = ask(system, "DELETE FROM p WHERE id = 3");

        // Then
        assertThat(free).isInstanceOfSatisfying(Executed.class, executed -> assertThat(executed.rows())
                .isOne());
        assertThat(held).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.holder()).isEqualTo("r");
            assertThat(refused.rows()).isOne();
            assertThat(refused.sqlState()).isEqualTo("23001");
            assertThat(refused.undecided()).isFalse();
        });
        assertThat(none).isEqualTo(new Nothing());
        assertThat(system.service("a").values(Integer.class, "SELECT id FROM p"))
                .containsExactly(2);
    }

    @Test
    void aVoteThatWasGivenIsKeptOverACrashOnEitherSideUntilTheDecision() {
        // Given
        TestSystem system = system("r: a.p(id integer) <- b.c(p) RESTRICT");
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (p integer)", "CREATE INDEX ON c (p)");
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        UUID deletion = system.service("a")
                .dsl()
                .fetchSingle("SELECT cascade.request_deletion('p', 'id = 1')")
                .get(0, UUID.class);
        var asked = system.service("a").takeOutbox();
        system.service("b").take(asked);
        var votes = system.service("b").takeOutbox();

        // When the vote comes again, and again after everything was done
        system.service("b").take(asked);
        system.service("a").receiveReports(votes);
        system.service("a").receiveReports(votes);
        system.services().forEach(TestService::work);
        system.deliver();
        system.service("a").receiveReports(votes);
        system.service("b").take(asked);
        system.deliver();

        // Then
        assertThat(intent(system, deletion).get("state")).isEqualTo("executed");
        assertThat(system.service("a").values(Integer.class, "SELECT id FROM p"))
                .containsExactly(2);
        assertThat(system.service("b").values(Integer.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(2);
        assertSettled(system);
    }

    private static TestSystem system(String... contracts) {
        return new TestSystem(TestContracts.of(contracts));
    }

    private static Record request(TestSystem system, String service, String table, String condition) {
        UUID deletion = system.service(service)
                .dsl()
                .fetchSingle("SELECT cascade.request_deletion(CAST(? AS regclass), ?, '10 min')", table, condition)
                .get(0, UUID.class);
        system.deliver();
        return intent(system, deletion);
    }

    private static Record intent(TestSystem system, UUID deletion) {
        return system.services().stream()
                .flatMap(service -> service
                        .dsl()
                        .fetch(
                                "SELECT * FROM cascade.intent WHERE deletion_id = ? AND upstream_event IS NULL",
                                deletion)
                        .stream())
                .findFirst()
                .orElseThrow();
    }

    private static RequestedDeletion ask(TestSystem system, String sql) throws Exception {
        CompletableFuture<RequestedDeletion> answer = CompletableFuture.supplyAsync(() -> system.service("a")
                .deletions()
                .request(tx -> tx.execute(sql), Propagation.BACKGROUND, Duration.ofSeconds(30)));
        while (!answer.isDone()) {
            system.step();
        }
        return answer.get();
    }

    private static void assertRefused(Record intent, String sqlState, String holder, long rows) {
        assertThat(intent.get("state")).isEqualTo("refused");
        assertThat(intent.get("sql_state")).isEqualTo(sqlState);
        assertThat(intent.get("relationship")).isEqualTo(holder);
        assertThat(intent.get("rows", Long.class)).isEqualTo(rows);
    }

    private static void assertSettled(TestSystem system) {
        system.services().forEach(service -> {
            assertThat(service.values(String.class, "SELECT state FROM cascade.intent"))
                    .doesNotContain("voting", "approved");
            for (String table : List.of("intent_key", "ballot", "trial", "trial_event", "trial_row", "dead_letter")) {
                assertThat(service.count("cascade." + table))
                        .as("%s of %s", table, service.name())
                        .isZero();
            }
            assertThat(service.count("cascade.delivery WHERE state <> 'applied'"))
                    .isZero();
        });
    }
}
