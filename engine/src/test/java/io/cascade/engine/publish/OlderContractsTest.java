/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import org.junit.jupiter.api.Test;

/** In a rolling update an instance with the old contracts may start after one with the new ones has installed. */
class OlderContractsTest {

    private static final String FIRST = "first: a.p(id bigint) <- b.c(fk) CASCADE";
    private static final String ADDED = "added: a.p(id bigint) <- d.e(fk) CASCADE";
    private static final String GUARD = "guard: a.p(id bigint) <- d.e(fk) RESTRICT";
    private static final String OTHER = "other: a.p(id bigint) <- f.g(fk) CASCADE";

    private static final Contracts OLD = TestContracts.of(FIRST);

    @Test
    void anOlderInstanceTakesNoRelationshipAway() {
        // Given
        TestService parents = installed(TestContracts.of(FIRST, ADDED));

        // When
        parents.under(OLD).install();
        parents.sql("INSERT INTO p VALUES (1), (2)", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(parents.values(String.class, "SELECT relationship FROM cascade.delivery"))
                .containsExactlyInAnyOrder("first", "added");
        assertThat(parents.values(Long.class, "SELECT id FROM p")).containsExactly(2L);
    }

    @Test
    void anOlderInstanceTakesNoGuardAway() {
        // Given
        TestService parents = installed(TestContracts.of(FIRST, GUARD));
        parents.sql("INSERT INTO p VALUES (1)");

        // When
        parents.under(OLD).install();

        // Then
        assertThatThrownBy(() -> parents.sql("DELETE FROM p"))
                .hasStackTraceContaining("needs the consent of other services");
        assertThat(parents.count("p")).isOne();
    }

    @Test
    void twoThatDoNotKnowEachOthersRelationshipKeepBoth() {
        // Given
        TestService parents = installed(TestContracts.of(FIRST, ADDED));

        // When
        parents.under(TestContracts.of(FIRST, OTHER)).install();
        parents.under(TestContracts.of(FIRST, ADDED)).install();
        parents.sql("INSERT INTO p VALUES (1)", "DELETE FROM p");

        // Then
        assertThat(parents.values(String.class, "SELECT relationship FROM cascade.delivery"))
                .containsExactlyInAnyOrder("first", "added", "other");
    }

    @Test
    void anOlderInstanceTakesNoGuardAwayThatALaterLevelNeeds() {
        // Given
        TestService parents = installed(TestContracts.of(
                "first: a.p(id bigint) <- b.c(fk) CASCADE", "deep: b.c(id bigint) <- d.e(fk) RESTRICT"));
        parents.sql("INSERT INTO p VALUES (1)");

        // When
        parents.under(OLD).install();

        // Then
        assertThatThrownBy(() -> parents.sql("DELETE FROM p"))
                .hasStackTraceContaining("needs the consent of other services");
        assertThat(parents.count("p")).isOne();
    }

    @Test
    void anOlderInstanceDoesNotLoosenAForeignKey() {
        // Given
        TestService children = TestService.migrated("b", TestContracts.of("first: a.p(id bigint) <- b.c(fk) RESTRICT"))
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .install();

        // When
        children.under(OLD).install();

        // Then
        assertThat(children.values(String.class, "SELECT confdeltype::text FROM pg_constraint WHERE conname = 'first'"))
                .containsExactly("r");
    }

    @Test
    void anOlderInstanceTakesNoTriggerOfAVoteAway() {
        // Given
        TestService children = TestService.migrated(
                        "b",
                        TestContracts.of(
                                "first: a.p(id bigint) <- b.c(fk) CASCADE", "deep: b.c(id bigint) <- d.e(fk) RESTRICT"))
                .sql("CREATE TABLE c (id bigint PRIMARY KEY, fk bigint)", "CREATE INDEX ON c (fk)")
                .install();
        assertThat(voteTriggers(children)).isEqualTo(2);

        // When
        children.under(OLD).install();

        // Then
        assertThat(voteTriggers(children)).isEqualTo(2);
    }

    @Test
    void aGuardThatIsNoLongerWantedGoesByTheScript() {
        // Given
        TestService parents = installed(TestContracts.of(FIRST, GUARD));
        Contracts loosened = TestContracts.of(FIRST, "guard: a.p(id bigint) <- d.e(fk) CASCADE");
        parents.sql("INSERT INTO p VALUES (1)");
        parents.under(loosened).install();
        assertThatThrownBy(() -> parents.sql("DELETE FROM p"))
                .hasStackTraceContaining("needs the consent of other services");

        // When
        run(parents, loosened);
        parents.under(loosened).install();

        // Then
        parents.sql("DELETE FROM p");
        assertThat(parents.count("p")).isZero();
    }

    @Test
    void theScriptTakesARelationshipAway() {
        // Given
        TestService parents = installed(TestContracts.of(FIRST, ADDED));

        // When
        run(parents, OLD);
        parents.under(OLD).install();
        parents.sql("INSERT INTO p VALUES (1)", "DELETE FROM p");

        // Then
        assertThat(parents.values(String.class, "SELECT relationship FROM cascade.delivery"))
                .containsExactly("first");
    }

    private static long voteTriggers(TestService children) {
        return children.count("pg_trigger WHERE tgname LIKE 'cascade_vote_%__first'");
    }

    /** The script's part for the triggers, which asks for the slot. */
    private static void run(TestService parents, Contracts contracts) {
        parents.sql("SELECT pg_create_logical_replication_slot('cascade_a', 'pgoutput')");
        try {
            new PublisherScript("a", contracts).triggerBlocks().forEach(parents::sql);
        } finally {
            parents.sql("SELECT pg_drop_replication_slot('cascade_a')");
        }
    }

    private static TestService installed(Contracts contracts) {
        return TestService.migrated("a", contracts)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
    }
}
