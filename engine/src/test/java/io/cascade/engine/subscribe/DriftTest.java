/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.drift.Validation;
import io.cascade.engine.drift.Validations.DifferingKey;
import io.cascade.engine.testing.TestContracts;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Differences between a parent's keys and a replica of them: what is found, what is not, and what comes of it. */
class DriftTest {

    private static final int KEYS = 50;

    private final DriftFixture services =
            DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE"), KEYS);

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void aReplicaThatIsTheSameHasNoDriftAndNothingIsWrittenToFindOut() {
        // Given
        long published = services.parents.count("cascade.outbox");

        // When
        Validation validation = services.validate();

        // Then
        assertThat(validation.state()).isEqualTo(Validation.State.DONE);
        assertFound(validation, 0, 0, 0);
        assertThat(validation.compared()).isEqualTo(KEYS);
        assertThat(validation.complete()).isTrue();
        assertThat(validation.provenAt()).isBeforeOrEqualTo(validation.endedAt());
        assertThat(validation.provenLsn()).matches("[0-9A-F]+/[0-9A-F]+");
        assertThat(services.parents.count("cascade.outbox")).isEqualTo(published);
    }

    @Test
    void aKeyThatTheReplicaHasLostIsFoundAndComesBackWithTheVersionOfTheParent() {
        // Given
        services.behindItsBack("DELETE FROM cascade.a__p__id WHERE id IN (7, 8)");

        // When
        Validation found = services.validate();

        // Then
        assertFound(found, 2, 0, 4);
        assertThat(services.check().keys("r"))
                .containsExactlyInAnyOrder(
                        new DifferingKey("missing", List.of("7")), new DifferingKey("missing", List.of("8")));
        assertThat(services.replica()).as("nobody has asked for a repair").hasSize(KEYS - 2);

        // When
        Validation repaired = services.repair();

        // Then
        assertThat(repaired.repaired()).isEqualTo(2);
        assertThat(services.replica()).isEqualTo(services.living());
        assertThat(services.references()).hasSize(2 * KEYS);
        assertFound(services.validate(), 0, 0, 0);

        // When
        services.parents.sql("DELETE FROM p WHERE id = 7");
        services.deliver();

        // Then
        assertThat(services.references()).doesNotContain(7).hasSize(2 * KEYS - 2);
    }

    @Test
    void aKeyThatOnlyTheReplicaHasIsFoundAndGoesWithItsChildren() {
        // Given
        services.children.sql(
                "INSERT INTO cascade.a__p__id (id, version) VALUES (99, 1)", "INSERT INTO c (fk) VALUES (99)");

        // When
        Validation found = services.validate();

        // Then
        assertFound(found, 0, 1, 0);
        assertThat(services.references()).contains(99);

        // When
        Validation repaired = services.repair();

        // Then
        assertThat(repaired.repaired()).isEqualTo(1);
        assertThat(services.replica()).isEqualTo(services.living());
        assertThat(services.references()).isEqualTo(twiceEach(services.living()));
        assertFound(services.validate(), 0, 0, 0);
    }

    @Test
    void eventsThatWereLostAreFound() {
        // Given
        services.parents.sql("DELETE FROM p WHERE id <= 3", "INSERT INTO p VALUES (60), (61)");
        services.parents.takeOutbox();

        // When
        Validation found = services.repair();

        // Then
        assertFound(found, 2, 3, 0);
        assertThat(found.repaired()).isEqualTo(5);
        assertThat(services.replica()).isEqualTo(services.living());
        assertThat(services.references())
                .isEqualTo(twiceEach(IntStream.rangeClosed(4, KEYS).boxed().toList()));
    }

    @Test
    void whatIsOnlyOnItsWayIsNoDrift() {
        // Given
        services.parents.sql(
                "DELETE FROM p WHERE id <= 3", "INSERT INTO p VALUES (60), (61)", "INSERT INTO p VALUES (2)");

        // When
        Validation validation = services.repair();

        // Then
        assertThat(validation.state()).isEqualTo(Validation.State.DONE);
        assertFound(validation, 0, 0, 0);
        assertThat(validation.repaired()).isZero();
        assertThat(services.replica()).isEqualTo(services.living());
    }

    @Test
    void aKeyThatAnOpenTransactionHoldsIsWaitingAndNoDrift() throws Exception {
        try (Connection application = services.children.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            // Given
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c (fk) VALUES (5)");
            services.parents.sql("DELETE FROM p WHERE id = 5");
            services.deliver();

            // When
            Validation validation = services.repair();

            // Then
            assertFound(validation, 0, 0, 0);
            assertThat(validation.waiting()).isEqualTo(1);
            application.commit();
        }
        services.deliver();
        assertThat(services.references()).doesNotContain(5).hasSize(2 * KEYS - 2);
        assertThat(services.validate().waiting()).isZero();
    }

    @Test
    void withoutAnAnswerOfTheParentsServiceNothingIsSaidAndNothingDeleted() {
        // Given
        services.parents.sql("DELETE FROM p WHERE id <= 3");
        services.parents.takeOutbox();
        services.silence(true);

        // When
        Validation validation = services.repair();

        // Then
        assertThat(validation.state()).isEqualTo(Validation.State.UNANSWERED);
        assertThat(validation.reason()).isEqualTo("nobody is there");
        assertThat(services.references()).hasSize(2 * KEYS);
        assertThat(services.replica()).hasSize(KEYS);
    }

    @Test
    void whenNothingArrivesFromTheParentsServiceItCannotBeTold() {
        // Given
        services.parents.sql("DELETE FROM p WHERE id <= 3");
        services.patience(Duration.ofMillis(300));
        services.meanwhile(() -> {});

        // When
        Validation validation = services.repair();

        // Then
        assertThat(validation.state()).isEqualTo(Validation.State.UNANSWERED);
        assertThat(validation.reason()).contains("a has published does not arrive", "connector or the consumer");
        assertThat(services.references()).hasSize(2 * KEYS);
        assertThat(services.children.count("cascade.barrier")).isZero();
    }

    @Test
    void aParentsServiceThatGoesSilentDuringTheRepairLosesNobodyItsChildren() {
        // Given
        services.parents.sql("DELETE FROM p WHERE id <= 3");
        services.parents.takeOutbox();
        services.patience(Duration.ofMillis(500));
        services.meanwhile(() -> {
            services.silence(services.children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL") > 0);
            services.deliver();
        });

        // When
        Validation validation = services.repair();

        // Then
        assertFound(validation, 0, 3, 0);
        assertThat(validation.repaired()).isZero();
        assertThat(services.references()).hasSize(2 * KEYS);

        // When
        services.silence(false);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            services.deliver();
            return services.children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL") == 0;
        });

        // Then
        assertThat(services.references()).isEqualTo(twiceEach(services.living()));
        assertFound(services.validate(), 0, 0, 0);
    }

    @Test
    void aKeyThatIsCreatedAgainDuringTheRepairKeepsItsChildren() {
        // Given
        services.parents.sql("DELETE FROM p WHERE id <= 2");
        services.parents.takeOutbox();
        AtomicInteger lives = new AtomicInteger();
        services.meanwhile(() -> {
            if (services.children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL") > 0
                    && lives.getAndIncrement() == 0) {
                services.parents.sql("INSERT INTO p VALUES (1)");
            }
            services.deliver();
        });

        // When
        Validation validation = services.repair();

        // Then
        assertFound(validation, 0, 2, 0);
        assertThat(lives).hasPositiveValue();
        assertThat(services.replica()).isEqualTo(services.living()).contains(1).doesNotContain(2);
        assertThat(services.references()).isEqualTo(twiceEach(services.living()));
    }

    @Test
    void aKeyThatChangesEachTimeIsUndecided() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (70)");
        services.parents.takeOutbox();
        services.meanwhile(() -> {
            services.parents.sql("UPDATE p SET note = clock_timestamp()::text WHERE id = 70");
            services.deliver();
        });

        // When
        Validation validation = services.validate();

        // Then
        assertFound(validation, 0, 0, 0);
        assertThat(validation.undecided()).isEqualTo(1);
    }

    @Test
    void manyKeysThatDifferAreFoundUpToALimitAndMendedByAndBy() {
        // Given
        services.parents.sql("INSERT INTO p SELECT generate_series(1001, 13500)");
        services.parents.takeOutbox();

        // When
        Validation first = services.validate();

        // Then
        assertThat(first.complete()).isFalse();
        assertThat(first.missing()).isBetween((long) DriftSearch.MOST_FOUND, 12_500L);
        assertThat(services.check().keys("r")).hasSize(1000);
    }

    @Test
    void aRelationshipOfSomebodyElseIsRefused() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> services.check().start("x", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("b does not own the child table of a relationship 'x'");
    }

    private static void assertFound(Validation validation, long missing, long surplus, long orphans) {
        assertThat(List.of(validation.missing(), validation.surplus(), validation.orphans()))
                .as("missing, surplus, orphans; %s", validation)
                .containsExactly(missing, surplus, orphans);
    }

    private static List<Integer> twiceEach(List<Integer> keys) {
        return keys.stream()
                .flatMap(key -> java.util.stream.Stream.of(key, key))
                .toList();
    }
}
