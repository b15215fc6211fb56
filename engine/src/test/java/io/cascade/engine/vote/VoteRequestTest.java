/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static io.cascade.engine.vote.VoteFixture.ask;
import static io.cascade.engine.vote.VoteFixture.assertRefused;
import static io.cascade.engine.vote.VoteFixture.assertSettled;
import static io.cascade.engine.vote.VoteFixture.intent;
import static io.cascade.engine.vote.VoteFixture.request;
import static io.cascade.engine.vote.VoteFixture.system;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.deletion.RequestedDeletion;
import io.cascade.engine.deletion.RequestedDeletion.Executed;
import io.cascade.engine.deletion.RequestedDeletion.Nothing;
import io.cascade.engine.deletion.RequestedDeletion.Refused;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is asked about, in how many pieces, and who waits for the answer. */
class VoteRequestTest {

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
}
