/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.relationship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cascade.engine.brake.Strain;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestSystem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelationshipActivityTest {

    @Test
    void saysWhatWasReportedWithinAMinuteAndWhatIsStillAwaited() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of("c-p: a.p(id integer) <- b.c(p) CASCADE"));
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (p integer)", "CREATE INDEX ON c (p)");
        system.install().service("a").sql("INSERT INTO p VALUES (1), (2), (3)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (1), (1), (2)");
        assertThat(activity(system)).containsEntry("c-p", RelationshipActivity.NONE);

        // When
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();
        system.service("a").sql("DELETE FROM p WHERE id = 2");

        // Then
        assertThat(activity(system).get("c-p")).satisfies(activity -> {
            assertThat(activity.events()).isEqualTo(1);
            assertThat(activity.rows()).isEqualTo(2);
            assertThat(activity.pending()).isEqualTo(1);
            assertThat(activity.failed()).isZero();
            assertThat(activity.lag()).isNotNull();
        });

        // When
        system.deliver();
        system.service("a").sql("UPDATE cascade.delivery SET reported_at = reported_at - interval '2 minutes'");

        // Then
        assertThat(activity(system)).containsEntry("c-p", RelationshipActivity.NONE);
    }

    @Test
    void countsDeadLettersAtTheSubscriberAndFailuresAtThePublisher() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of("c-p: a.p(id integer) <- b.c(p) CASCADE"));
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b")
                .sql(
                        "CREATE TABLE c (id integer PRIMARY KEY, p integer)",
                        "CREATE INDEX ON c (p)",
                        "CREATE TABLE holder (c integer REFERENCES c)");
        system.install().service("a").sql("INSERT INTO p VALUES (1)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (1, 1)", "INSERT INTO holder VALUES (1)");

        // When
        system.service("a").sql("DELETE FROM p");
        system.deliver();

        // Then
        assertThat(activity(system).get("c-p").failed()).isEqualTo(1);
        assertThat(store(system, "b").deadLetters()).isEqualTo(Map.of("c-p", 1L));
        assertThat(store(system, "a").deadLetters()).isEmpty();
        assertThat(store(system, "b").activity()).isEmpty();
    }

    @Test
    void saysAtTheSubscriberFromWhatItsDatabaseSuffers() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of("c-p: b.p(id integer) <- b.c(p) CASCADE"));
        system.service("b")
                .sql("CREATE TABLE p (id integer PRIMARY KEY)", "CREATE TABLE c (p integer)", "CREATE INDEX ON c (p)");
        system.install();

        // When
        List<RelationshipStatus> all = new RelationshipStore(
                        system.service("b").dsl(), "b", system.contracts(), relationship -> 0, () -> Set.of(Strain.WAL))
                .all();

        // Then
        assertThat(all)
                .extracting(RelationshipStatus::role, RelationshipStatus::braked)
                .containsExactly(
                        tuple(RelationshipStatus.Role.PUBLISHER, Set.of()),
                        tuple(RelationshipStatus.Role.SUBSCRIBER, Set.of(Strain.WAL)));
    }

    private static Map<String, RelationshipActivity> activity(TestSystem system) {
        return store(system, "a").activity();
    }

    private static RelationshipStore store(TestSystem system, String service) {
        return new RelationshipStore(
                system.service(service).dsl(), service, system.contracts(), relationship -> 0, Set::of);
    }
}
