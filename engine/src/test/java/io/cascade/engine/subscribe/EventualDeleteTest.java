/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.brake.SufferingDatabase;
import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.testing.TestContracts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deletes and answers that overtake each other, with {@code check: eventual}. */
class EventualDeleteTest {

    private final EventualFixture services =
            EventualFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual"));

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void childrenOfAnAbsentParentGoSlowlyWhileTheDatabaseSuffers() {
        // Given
        services.children.sql("INSERT INTO c (fk) SELECT 3 FROM generate_series(1, 250)");
        services.children.sql(
                "CREATE TABLE log (rows bigint)",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO log SELECT count(*) FROM gone; RETURN NULL; END'",
                "CREATE TRIGGER note AFTER DELETE ON c REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note()");
        try (SufferingDatabase suffering = new SufferingDatabase(services.children, 100)) {
            services.braking(suffering.brake());

            // When
            long began = System.nanoTime();
            services.resolve();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(2500));
        }
        assertThat(services.references()).isEmpty();
        assertThat(services.replica()).isEmpty();
        assertThat(services.children.values(Long.class, "SELECT max(rows) FROM log"))
                .containsExactly(100L);
    }

    @Test
    void aDeleteThatCameBeforeTheChildIsFoundByAsking() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)", "DELETE FROM p WHERE id = 1");
        services.deliver();

        // When
        services.children.sql("INSERT INTO c (fk) VALUES (1), (2)");
        services.resolve();

        // Then
        assertThat(services.references()).containsExactly(2);
    }

    @Test
    void aDeleteOfAProvisionalKeyWaitsForTheAnswerAndIsReportedWithItsRows() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        services.deliver();
        services.children.sql("INSERT INTO c (fk) VALUES (1), (1), (2)");
        services.parents.sql("DELETE FROM p WHERE id = 1");
        services.answering((owner, key) -> new Answer.Unknown("down"));

        // When
        services.deliver();
        services.resolve();

        // Then
        services.report();
        assertThat(services.references()).containsExactly(1, 1, 2);
        assertThat(services.deliveries()).containsExactly("pending 0");
        services.answeringTruly();
        services.resolve();
        services.report();
        assertThat(services.references()).containsExactly(2);
        assertThat(services.deliveries()).containsExactly("settled 2");
        assertThat(services.children.count("cascade.a__p__id__held")).isZero();
    }

    @Test
    void aChildOfARecreatedParentSurvivesTheDeleteThatWasStillOnItsWay() {
        // Given a child of the second life, while the end of the first is still on its way
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        services.deliver();
        services.parents.sql("DELETE FROM p WHERE id = 1", "INSERT INTO p VALUES (1)");
        services.children.sql("INSERT INTO c (fk) VALUES (1), (2)");

        // When
        services.deliver();
        services.resolve();
        services.deliver();

        // Then
        services.report();
        assertThat(services.references()).containsExactly(1, 2);
        assertThat(services.replica()).containsExactly("1", "2");
        assertThat(services.deliveries()).containsExactly("settled 0");
        services.parents.sql("DELETE FROM p WHERE id = 1");
        services.deliver();
        services.deliver();
        assertThat(services.references()).containsExactly(2);
    }

    @Test
    void aDeleteThatOvertakesTheAnswerTakesTheChildrenAlong() {
        // Given
        services.parents.sql("INSERT INTO p VALUES (1), (2)");
        services.deliver();
        services.children.sql("INSERT INTO c (fk) VALUES (1), (2)");

        // When the parent goes right after its service has said that it is there
        services.answering((owner, key) -> {
            Answer answer = owner.ask(services.relationship(), key);
            if (key.equals(List.of("1"))) {
                services.parents.sql("DELETE FROM p WHERE id = 1");
                services.handler.handle(services.parents.takeOutbox());
            }
            return answer;
        });
        services.resolveOnce();
        services.answeringTruly();
        services.deliver();
        services.resolve();

        // Then
        assertThat(services.references()).containsExactly(2);
        assertThat(services.replica()).containsExactly("2");
        services.report();
        assertThat(services.deliveries()).containsExactly("settled 1");
    }

    @Test
    void aParentThatIsCreatedAfterTheAnswerKeepsItsChildren() {
        // Given
        services.children.sql("INSERT INTO c (fk) VALUES (1), (3)");

        // When it is created, with a child, right after its service has said that it is absent
        services.answering((owner, key) -> {
            Answer answer = owner.ask(services.relationship(), key);
            if (answer instanceof Answer.Absent && key.equals(List.of("1"))) {
                services.answeringTruly();
                services.parents.sql("INSERT INTO p VALUES (1)");
                services.children.sql("INSERT INTO c (fk) VALUES (1)");
            }
            return answer;
        });
        services.resolve();

        // Then
        assertThat(services.references()).containsExactly(1, 1);
        assertThat(services.replica()).containsExactly("1");
    }
}
