/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.key.KeyCheck;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.relationship.RelationshipStore;
import io.cascade.engine.testing.TestContracts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventualCheckTest {

    private final EventualFixture services =
            EventualFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual"));

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void anUnknownKeyIsAcceptedAndConfirmedByItsEvent() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");

        // When
        services.children.sql("INSERT INTO c (fk) VALUES (1), (1), (NULL)");
        assertThat(services.replica()).containsExactly("1?");
        services.deliver();

        // Then nobody had to be asked, and keys that nobody refers to are not kept
        assertThat(services.replica()).containsExactly("1");
        services.resolve();
        assertThat(services.asked()).isEmpty();
        assertThat(services.children.count("c")).isEqualTo(3);
        services.parents.sql("DELETE FROM p WHERE id = 1");
        services.deliver();
        assertThat(services.references()).containsExactly((Integer) null);
        assertThat(services.replica()).isEmpty();
    }

    @Test
    void aKeyWhoseEventCameBeforeItsChildIsConfirmedByAskingTheParent() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        services.deliver();
        services.children.sql("INSERT INTO c (fk) VALUES (1)");

        // When
        services.resolve();

        // Then
        assertThat(services.replica()).containsExactly("1");
        assertThat(services.asked()).containsExactly("1");
        assertThat(services.references()).containsExactly(1);
    }

    @Test
    void childrenOfAnAbsentParentGoAndNoOthers() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        services.children.sql("INSERT INTO c (fk) VALUES (1), (2), (3), (3), (4), (NULL)");

        // When
        services.resolve();

        // Then
        assertThat(services.references()).containsExactly(1, 2, null);
        assertThat(services.replica()).containsExactly("1", "2");
        assertThat(services.state("r")).isEqualTo("enforced 0 true");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "SET NULL, null, enforced 0 true",
                "SET DEFAULT, 9, enforced 0 true",
                "RESTRICT, 3, orphans 1 true",
                "NO ACTION, 3, orphans 1 true"
            })
    void theActionForAnAbsentParentIsThatOfTheRelationship(String action, Integer reference, String state) {
        // Given
        try (EventualFixture other = new EventualFixture(
                TestContracts.of("r: a.p(id integer) <- b.c(fk) " + action + " eventual"),
                new String[] {"CREATE TABLE p (id integer PRIMARY KEY)", "INSERT INTO p VALUES (1), (9)"},
                new String[] {
                    "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk integer DEFAULT 9)",
                    "CREATE INDEX ON c (fk)"
                })) {
            other.children.sql("INSERT INTO c (fk) VALUES (1), (3)");

            // When
            other.resolve();

            // Then
            assertThat(other.children.values(Integer.class, "SELECT fk FROM c ORDER BY id"))
                    .containsExactly(1, reference);
            assertThat(other.state("r")).isEqualTo(state);

            // And a parent that comes after all is found
            other.parents.sql("INSERT INTO p VALUES (3)");
            other.resolve();
            assertThat(other.children.values(Integer.class, "SELECT fk FROM c ORDER BY id"))
                    .containsExactly(1, reference);
            assertThat(other.state("r")).isEqualTo("enforced 0 true");
        }
    }

    @Test
    void withoutAnAnswerChildrenStayAndTheParentIsAskedAgain() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1)");
        services.children.sql("INSERT INTO c (fk) VALUES (1), (3)");
        services.answering((owner, key) -> new Answer.Unknown("down"));

        // When
        services.resolve();
        services.answering((owner, key) -> {
            throw new IllegalStateException("a look-up must not throw, but who knows");
        });
        services.resolve();

        // Then
        assertThat(services.references()).containsExactly(1, 3);
        assertThat(services.replica()).containsExactly("1?", "3?");
        assertThat(new RelationshipStore(services.children.dsl(), "b", contracts(), relationship -> 2, Set::of)
                        .all()
                        .get(0)
                        .detail())
                .startsWith("2 keys wait to be confirmed by a;");
        services.answeringTruly();
        services.resolve();
        assertThat(services.references()).containsExactly(1);
        assertThat(services.replica()).containsExactly("1");
    }

    @Test
    void whatWasAcceptedWhileTheClockWasAheadIsNotWaitedForUntilItIsThatLate() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1)");
        services.children.sql("INSERT INTO c (fk) VALUES (1), (3)");
        services.children.sql("UPDATE cascade.a__p__id SET provisional_since = now() + interval '2 hours',"
                + " asked_at = CASE WHEN id = 3 THEN now() + interval '3 hours' END");

        // When
        services.resolve();

        // Then
        assertThat(services.references()).containsExactly(1);
        assertThat(services.replica()).containsExactly("1");
    }

    @Test
    void anUpdateOfTheReferenceIsAcceptedAsAnInsertIs() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        services.children.sql("INSERT INTO c (fk) VALUES (NULL), (1), (1)");
        services.resolve();

        // When
        services.children.sql("UPDATE c SET fk = 2 WHERE id = 1", "UPDATE c SET fk = 3 WHERE id = 2");
        assertThat(services.replica()).containsExactly("1", "2?", "3?");
        services.resolve();

        // Then
        assertThat(services.references()).containsExactly(1, 2);
    }

    @Test
    void manyUnknownKeysInOneStatementAreAcceptedAndSorted() {
        // Given
        services.parents.sql("INSERT INTO p SELECT generate_series(1, 600)");
        services.deliver();

        // When
        services.children.sql("INSERT INTO c (fk) SELECT g % 800 + 1 FROM generate_series(1, 8000) g");
        services.resolve();

        // Then
        assertThat(services.children.count("c WHERE fk <= 600")).isEqualTo(6000);
        assertThat(services.children.count("c")).isEqualTo(6000);
        assertThat(services.replica()).hasSize(600).doesNotContain("601");
        assertThat(services.children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL"))
                .isZero();
    }

    @Test
    void twoInstancesShareTheKeysBetweenThem() {
        // Given
        services.parents.sql("INSERT INTO p SELECT generate_series(1, 300)");
        services.deliver();
        services.children.sql("INSERT INTO c (fk) SELECT generate_series(1, 400)");
        ProvisionalKeys.Timing timing =
                new ProvisionalKeys.Timing(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(1));

        // When
        List<Thread> instances = java.util.stream.Stream.of(services.instance(timing), services.instance(timing))
                .map(check -> new Thread(check::round))
                .toList();
        instances.forEach(Thread::start);
        await().atMost(Duration.ofSeconds(30)).until(() -> instances.stream().noneMatch(Thread::isAlive));

        // Then each key was asked for once, and the absent ones once more before they went
        assertThat(services.references()).hasSize(300).allMatch(key -> key <= 300);
        assertThat(services.asked()).hasSize(500);
        assertThat(services.asked().stream().distinct()).hasSize(400);
    }

    @Test
    void aReplicationSessionIsCheckedToo() throws SQLException {
        // Given
        try (Connection session = services.children.dataSource().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("SET session_replication_role = replica");

            // When
            statement.execute("INSERT INTO c (fk) VALUES (3)");
        }

        // Then
        assertThat(services.replica()).containsExactly("3?");
        services.resolve();
        assertThat(services.references()).isEmpty();
    }

    @Test
    void theGateNeitherWaitsNorAsksNorRefuses() {
        // Given
        KeyLookup unreachable = (relationship, key) -> {
            throw new AssertionError("must not be asked");
        };
        ReplicaKeyGate gate = new ReplicaKeyGate(
                services.children.dsl(), new Subscriptions("b", contracts()), unreachable, Duration.ofHours(1));

        // When / Then
        assertThat(gate.await("r", List.of("42"))).isInstanceOf(KeyCheck.Accepted.class);
        assertThatThrownBy(() -> gate.await("r", List.of("1", "2"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReplayOfAllEventsChangesNothing() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        services.children.sql("INSERT INTO c (fk) VALUES (1), (2), (3)");
        services.resolve();
        services.parents.sql("DELETE FROM p WHERE id = 2");
        services.deliver();

        // When
        List<ConsumerRecord<byte[], byte[]>> all = services.parents.allOutbox();
        services.handler.handle(all);
        services.children.sql("DELETE FROM cascade.inbox");
        services.handler.handle(all);

        // Then
        assertThat(services.references()).containsExactly(1);
        assertThat(services.replica()).containsExactly("1");
    }

    private static io.cascade.contracts.Contracts contracts() {
        return TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual");
    }
}
