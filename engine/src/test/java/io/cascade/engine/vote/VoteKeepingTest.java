/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What could make a vote untrue between the question and the decision, or keep it from ending. */
class VoteKeepingTest {

    private TestSystem system;
    private TestService parents;
    private TestService children;

    @BeforeEach
    void oneParentFreeAndOneHeld() {
        system = new TestSystem(TestContracts.of("r: a.p(id integer) <- b.c(p) RESTRICT"));
        parents = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY, trial text, deletion text)");
        children = system.service("b")
                .sql("CREATE TABLE c (id integer PRIMARY KEY, p integer, other integer)", "CREATE INDEX ON c (p)");
        system.install();
        parents.sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        children.sql("INSERT INTO c VALUES (20, 2)");
    }

    @Test
    void aReferenceThatATriggerOfTheTableSetsIsSeenToo() {
        // Given
        children.sql(
                "CREATE FUNCTION redirect() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.p = NEW.other; RETURN NEW; END'",
                "CREATE TRIGGER redirect BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION redirect()");
        children.take(asked("id = 1"));

        // When / Then
        assertThatThrownBy(() -> children.sql("UPDATE c SET other = 1 WHERE id = 20"))
                .satisfies(e -> assertThat(SqlStates.of(e)).contains("55P03"));
        system.deliver();
        assertThat(parents.values(Integer.class, "SELECT id FROM p")).containsExactly(2);
    }

    @Test
    void anUnexpectedFailureOfOneVoteStopsNobodyElse() {
        // Given
        children.sql(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''x'' USING ERRCODE = ''MY001''; END'",
                "CREATE TRIGGER fail BEFORE DELETE ON cascade.a__p__id FOR EACH ROW WHEN (OLD.id = 1) EXECUTE FUNCTION fail()");
        UUID failing = request("id = 1", "0 s");

        // When
        parents.sql("INSERT INTO p VALUES (3)");
        system.deliver();

        // Then
        assertThat(children.count("cascade.a__p__id WHERE id = 3")).isOne();
        assertThat(state(failing)).isEqualTo("refused");
        assertThat(children.count("cascade.ballot")).isZero();
        assertThat(children.count("cascade.a__p__id WHERE intended_by IS NOT NULL"))
                .isZero();
    }

    @Test
    void aKeyThatIsNotThereYetIsHeldByATransactionThatBringsIt() throws Exception {
        // Given
        children.sql("DELETE FROM cascade.a__p__id WHERE id = 1");
        try (Connection slow = children.dataSource().getConnection()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("INSERT INTO cascade.a__p__id (id, version) VALUES (1, 0)");
            slow.createStatement().execute("INSERT INTO c VALUES (10, 1)");

            // When
            UUID deletion = request("id = 1", "10 min");
            system.deliver();

            // Then
            assertThat(state(deletion)).isEqualTo("voting");
            slow.commit();
            deliverUntilDecided(deletion);
            assertThat(state(deletion)).isEqualTo("refused");
        }
        assertThat(parents.count("p")).isEqualTo(2);
    }

    @Test
    void aKeyThatWasPublishedAgainAfterTheQuestionIsAskedAboutOnceMore() {
        // Given
        UUID deletion = request("id = 1", "10 min");
        children.sql("UPDATE cascade.a__p__id SET version = 1000 WHERE id = 1");

        // When
        system.deliver();

        // Then
        assertThat(state(deletion)).isEqualTo("refused");
        assertThat(parents.values(String.class, "SELECT sql_state FROM cascade.intent"))
                .containsExactly("55P03");
        assertThat(parents.count("p")).isEqualTo(2);
    }

    @Test
    void aKeyWhoseApprovedDeleteWasGivenUpMayBeReferredToInItsNextLife() {
        // Given
        system.losing(VoteKeepingTest::deletes);
        UUID deletion = request("id = 1", "10 min");
        system.deliver();
        assertThat(state(deletion)).isEqualTo("executed");
        children.sql(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''x''; END'",
                "CREATE TRIGGER fail BEFORE DELETE ON cascade.a__p__id FOR EACH ROW EXECUTE FUNCTION fail()");
        parents.allOutboxAgain();
        system.losing(record -> false).deliver();
        assertThat(children.count("cascade.dead_letter")).isOne();
        assertThat(children.count("cascade.a__p__id WHERE intended_by = '" + deletion + "'"))
                .isOne();

        // When
        children.deadLetters().discard(1, "mended by hand");
        parents.sql("INSERT INTO p VALUES (1)");
        system.deliver();

        // Then
        children.sql("INSERT INTO c VALUES (10, 1)");
        assertThat(children.count("cascade.ballot")).isZero();
        assertThat(children.count("cascade.a__p__id")).isEqualTo(2);
        assertThat(children.values(Integer.class, "SELECT id FROM c ORDER BY 1"))
                .containsExactly(10, 20);
    }

    @Test
    void anInstanceWithOlderContractsLeavesTheVoteToOthers() {
        // Given
        UUID deletion = request("id = 2", "10 min");
        children.take(parents.takeOutbox().stream().toList());
        children.sql("UPDATE cascade.ballot SET state = 'waiting', relationships = relationships || ARRAY['unknown']");

        // When
        children.handler().idle();

        // Then
        assertThat(children.values(String.class, "SELECT state FROM cascade.ballot"))
                .containsExactly("waiting");
        assertThat(state(deletion)).isEqualTo("voting");
    }

    @Test
    void aDeferredConstraintRefusesBeforeAnythingHasHappened() {
        // Given
        TestSystem deferred = new TestSystem(
                TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE", "s: b.c(id integer) <- a.g(c) RESTRICT"));
        deferred.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)", "CREATE TABLE g (c integer)");
        deferred.service("a").sql("CREATE INDEX ON g (c)");
        deferred.service("b")
                .sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)")
                .sql("CREATE TABLE l (c integer CONSTRAINT later REFERENCES c DEFERRABLE INITIALLY DEFERRED)");
        deferred.install().service("a").sql("INSERT INTO p VALUES (1)");
        deferred.deliver();
        deferred.service("b").sql("INSERT INTO c VALUES (10, 1)", "INSERT INTO l VALUES (10)");
        deferred.deliver();

        // When
        deferred.service("a").dsl().fetch("SELECT cascade.request_deletion('p', 'true', '10 min')");
        deferred.deliver();

        // Then
        assertThat(deferred.service("a")
                        .values(String.class, "SELECT relationship FROM cascade.intent WHERE state = 'refused'"))
                .containsExactly("later");
        assertThat(deferred.service("a").count("p")).isOne();
        assertThat(deferred.service("b").count("c")).isOne();
    }

    @Test
    void twoKeysOfOneTableAreVotedOnAndDeletedEachForItself() {
        // Given
        TestSystem two = new TestSystem(TestContracts.of(
                "r: a.p(id integer) <- b.c(p) CASCADE",
                "s: a.p(code text) <- b.d(p) CASCADE",
                "t: b.c(id integer) <- e.g(c) RESTRICT",
                "u: b.d(id integer) <- e.h(d) RESTRICT"));
        two.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE)");
        two.service("b")
                .sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)")
                .sql("CREATE TABLE d (id integer PRIMARY KEY, p text)", "CREATE INDEX ON d (p)");
        two.service("e")
                .sql("CREATE TABLE g (c integer)", "CREATE INDEX ON g (c)")
                .sql("CREATE TABLE h (d integer)", "CREATE INDEX ON h (d)");
        two.install().service("a").sql("INSERT INTO p VALUES (1, 'x'), (2, 'y')");
        two.deliver();
        two.service("b").sql("INSERT INTO c VALUES (10, 1), (20, 2)", "INSERT INTO d VALUES (10, 'x'), (20, 'y')");
        two.deliver();

        // When
        two.service("a").dsl().fetch("SELECT cascade.request_deletion('p', 'id = 1', '10 min')");
        two.deliver();

        // Then
        assertThat(two.service("a").values(Integer.class, "SELECT id FROM p")).containsExactly(2);
        assertThat(two.service("b").values(Integer.class, "SELECT id FROM c")).containsExactly(20);
        assertThat(two.service("b").values(Integer.class, "SELECT id FROM d")).containsExactly(20);
        two.services().forEach(service -> {
            assertThat(service.count("cascade.dead_letter")).isZero();
            assertThat(service.count("cascade.intent_key")).isZero();
            assertThat(service.count("cascade.ballot")).isZero();
        });
    }

    private List<ConsumerRecord<byte[], byte[]>> asked(String condition) {
        request(condition, "10 min");
        return parents.takeOutbox();
    }

    private static boolean deletes(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8)
                .endsWith("keys.deleted.v1");
    }

    private UUID request(String condition, String patience) {
        return parents.dsl()
                .fetchSingle("SELECT cascade.request_deletion('p', ?, CAST(? AS interval))", condition, patience)
                .get(0, UUID.class);
    }

    private void deliverUntilDecided(UUID deletion) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (state(deletion).equals("voting") && System.nanoTime() - end < 0) {
            system.deliver();
        }
    }

    private String state(UUID deletion) {
        return parents.dsl()
                .fetchSingle(
                        "SELECT state FROM cascade.intent WHERE deletion_id = ? AND upstream_event IS NULL", deletion)
                .get(0, String.class);
    }
}
