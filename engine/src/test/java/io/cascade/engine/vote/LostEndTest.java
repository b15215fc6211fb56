/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was decided does not arrive at those who were asked. */
class LostEndTest {

    private TestSystem system;
    private TestService parents;
    private TestService free;
    private TestService holding;

    @BeforeEach
    void oneServiceConsentsAndOneMayHoldTheKey() {
        system = new TestSystem(
                TestContracts.of("r: a.p(id integer) <- b.c(p) RESTRICT", "s: a.p(id integer) <- e.d(p) RESTRICT"));
        parents = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        free = system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        holding =
                system.service("e").sql("CREATE TABLE d (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON d (p)");
        system.install();
        parents.sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
    }

    @Test
    void whatWasMarkedForADeletionThatWasGivenUpMayBeReferredToAgainOnceItIsAskedAbout() {
        // Given
        giveUpUnheard();
        assertThatThrownBy(() -> free.sql("INSERT INTO c VALUES (10, 1)"))
                .satisfies(e -> assertThat(SqlStates.of(e)).contains("55P03"));

        // When
        assertThat(ask(free)).isOne();
        assertThat(ask(holding)).isOne();
        system.deliver();

        // Then
        free.sql("INSERT INTO c VALUES (10, 1)");
        VoteFixture.assertSettled(system);
        assertThat(parents.count("p")).isEqualTo(2);
        assertThat(holding.count("d")).isOne();
        assertThat(free.count("cascade.a__p__id")).isEqualTo(2);
    }

    @Test
    void aDeletionThatThePublisherHasForgottenIsOver() {
        // Given
        giveUpUnheard();
        parents.sql("DELETE FROM cascade.intent");

        // When
        ask(free);
        system.deliver();

        // Then
        free.sql("INSERT INTO c VALUES (10, 1)");
        assertThat(free.count("cascade.ballot")).isZero();
        assertThat(parents.count("p")).isEqualTo(2);
    }

    @Test
    void nothingIsSaidOfADeletionThatIsBeingDecided() {
        // Given
        system.losing(record -> type(record).endsWith("votes.cast.v1"));
        VoteFixture.request(system, "a", "p", "id = 1");

        // When
        assertThat(ask(free)).isOne();
        system.deliver();

        // Then
        assertThat(free.count("cascade.a__p__id WHERE intended_by IS NOT NULL")).isOne();
        assertThat(free.count("cascade.ballot")).isOne();
        assertThat(parents.count("p")).isEqualTo(2);
    }

    @Test
    void aKeyStaysPromisedToADeleteThatIsStillOnItsWay() {
        // Given
        system.losing(record -> type(record).endsWith("keys.deleted.v1"));
        VoteFixture.request(system, "a", "p", "id = 1");
        assertThat(parents.count("p")).isOne();

        // When
        ask(free);
        system.deliver();

        // Then
        assertThatThrownBy(() -> free.sql("INSERT INTO c VALUES (10, 1)"))
                .satisfies(e -> assertThat(SqlStates.of(e)).contains("55P03"));

        // When the delete comes after all
        parents.allOutboxAgain();
        system.losing(record -> false).deliver();

        // Then
        VoteFixture.assertSettled(system);
        assertThat(free.values(Integer.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(2);
    }

    /** Locked rows keep a question waiting, while its deletion is given up and another one of the same key goes through. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1000, 1"})
    void anotherDeletionOfAKeyEndsAQuestionAboutItThatIsOlder(long version, int left) {
        // Given
        system.losing(record -> type(record).endsWith("keys.deleted.v1"));
        VoteFixture.request(system, "a", "p", "id = 1");
        free.sql(
                "INSERT INTO cascade.ballot (event_id, publisher, topic, deletion_id, relationships, payload, record_key)"
                        + " SELECT gen_random_uuid(), publisher, topic, gen_random_uuid(), relationships,"
                        + " jsonb_set(payload::jsonb, '{version}', '" + version
                        + "')::text, record_key FROM cascade.ballot");

        // When
        parents.allOutboxAgain();
        system.losing(record -> false).deliver();

        // Then
        assertThat(free.count("cascade.ballot")).isEqualTo(left);
        assertThat(free.count("cascade.a__p__id WHERE id = 1")).isEqualTo(left);
        assertThat(free.count("cascade.a__p__id WHERE id = 2")).isOne();
        assertThat(parents.count("p")).isOne();
    }

    @Test
    void aDeleteByOneKeyOfATableLeavesQuestionsAboutItsOtherKeyAlone() {
        // Given
        TestSystem other = new TestSystem(TestContracts.of(
                "r: a.p(id integer) <- b.c(p) RESTRICT", "s: a.p(code integer) <- b.d(code) RESTRICT"));
        TestService above = other.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY, code integer UNIQUE)");
        TestService below = other.service("b")
                .sql("CREATE TABLE c (p integer)", "CREATE INDEX ON c (p)")
                .sql("CREATE TABLE d (code integer)", "CREATE INDEX ON d (code)");
        other.install();
        above.sql("INSERT INTO p VALUES (1, 10), (2, 20)");
        other.deliver();
        below.sql(
                "INSERT INTO cascade.ballot (event_id, publisher, topic, deletion_id, relationships, payload, record_key, state)"
                        + " VALUES (gen_random_uuid(), 'a', 'cascade.a.public.p', gen_random_uuid(), '{s}',"
                        + " '{\"table\":\"public.p\",\"relationships\":[\"s\"],\"version\":1,"
                        + "\"deletion\":\"' || gen_random_uuid() || '\",\"keys\":{\"code\":[20]}}', '0', 'voting')");

        // When
        assertThat(VoteFixture.request(other, "a", "p", "id = 1").get("state")).isEqualTo("executed");
        other.deliver();

        // Then
        assertThat(below.values(Integer.class, "SELECT id FROM cascade.a__p__id"))
                .containsExactly(2);
        assertThat(below.values(Integer.class, "SELECT code FROM cascade.a__p__code"))
                .containsExactly(20);
        assertThat(below.count("cascade.ballot")).isOne();
    }

    @Test
    void nobodyAsksBeforeItsTimeAndThenLessAndLessOften() {
        // Given
        giveUpUnheard();
        OverdueBallots hourly = new OverdueBallots("b", Duration.ofHours(1));
        assertThat(hourly.ask(free.dsl())).isZero();
        free.sql("UPDATE cascade.ballot SET received_at = received_at - interval '61 min'");

        // When / Then
        assertThat(hourly.ask(free.dsl())).isOne();
        free.sql("UPDATE cascade.ballot SET asked_at = asked_at - interval '61 min'");
        assertThat(hourly.ask(free.dsl())).isZero();
        free.sql("UPDATE cascade.ballot SET asked_at = asked_at - interval '60 min'");
        assertThat(hourly.ask(free.dsl())).isOne();

        // When the clock was ahead then
        free.sql("UPDATE cascade.ballot SET asked_at = now() + interval '5 hours'");

        // Then
        assertThat(hourly.ask(free.dsl())).isOne();
    }

    private void giveUpUnheard() {
        holding.sql("INSERT INTO d VALUES (20, 1)");
        system.losing(record -> type(record).endsWith("keys.kept.v1"));
        assertThat(VoteFixture.request(system, "a", "p", "id = 1").get("state")).isEqualTo("refused");
        system.losing(record -> false);
        assertThat(free.count("cascade.a__p__id WHERE intended_by IS NOT NULL")).isOne();
    }

    private static int ask(TestService service) {
        return new OverdueBallots(service.name(), Duration.ZERO).ask(service.dsl());
    }

    private static String type(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
    }
}
