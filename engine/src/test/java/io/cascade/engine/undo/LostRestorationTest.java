/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent for a restore does not arrive. */
class LostRestorationTest {

    private static final Contracts CONTRACTS = TestContracts.of(
            "c: a.p(id integer) <- b.c(p) CASCADE retain P30D", "g: b.c(id integer) <- e.g(c) CASCADE retain P30D");

    private TestSystem system;
    private UUID deletion;

    @BeforeEach
    void rowsOfThreeServicesAreGone() {
        system = new TestSystem(CONTRACTS);
        system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
        system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.service("e").sql("CREATE TABLE g (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON g (c)");
        system.install();
        system.service("a").sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        system.service("b").sql("INSERT INTO c VALUES (10, 1), (11, 1), (20, 2)");
        system.deliver();
        system.service("e").sql("INSERT INTO g VALUES (100, 10), (110, 11), (200, 20)");
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();
        deletion = system.service("a")
                .values(UUID.class, "SELECT id FROM cascade.deletion")
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys.restored.v1", "restorations.reported.v1"})
    void whatWasLostIsAskedForAgainAndComesToTheSameEnd(String lost) {
        // Given
        system.losing(record ->
                new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8).endsWith(lost));
        assertThat(new Undo(system.service("a").dsl(), "a", CONTRACTS).restore(deletion))
                .isEqualTo(new RestoreResult.Begun());
        system.deliver();
        assertThat(progress().state()).isEqualTo(RestorationProgress.State.RUNNING);
        system.losing(record -> false);

        // When
        while (progress().state() == RestorationProgress.State.RUNNING) {
            assertThat(ask("a") + ask("b")).as("asked of %s", lost).isPositive();
            system.deliver();
        }

        // Then
        assertThat(progress().state()).isEqualTo(RestorationProgress.State.RESTORED);
        assertThat(progress().rows()).isEqualTo(5);
        assertAllAreBack();
    }

    @Test
    void whoHasReportedAlreadyAnswersTheSameAndBringsNothingBackTwice() {
        // Given
        new Undo(system.service("a").dsl(), "a", CONTRACTS).restore(deletion);
        system.deliver();
        system.service("a").sql("UPDATE cascade.restored_event SET done = false, rows = 0");
        system.service("e").sql("DELETE FROM g WHERE id = 100");

        // When
        assertThat(ask("a")).isOne();
        system.deliver();

        // Then
        assertThat(progress().state()).isEqualTo(RestorationProgress.State.RESTORED);
        assertThat(progress().rows()).isEqualTo(5);
        assertThat(system.service("e").values(Integer.class, "SELECT id FROM g ORDER BY id"))
                .containsExactly(110, 200);
    }

    @Test
    void nobodyAsksBeforeItsTime() {
        // Given
        new Undo(system.service("a").dsl(), "a", CONTRACTS).restore(deletion);

        // When / Then
        assertThat(ask("a", Duration.ofHours(1))).isZero();
        system.deliver();
        assertThat(ask("a")).isZero();
        assertAllAreBack();
    }

    private void assertAllAreBack() {
        assertThat(system.service("a").values(Integer.class, "SELECT id FROM p ORDER BY id"))
                .containsExactly(1, 2);
        assertThat(system.service("b").values(Integer.class, "SELECT id FROM c ORDER BY id"))
                .containsExactly(10, 11, 20);
        assertThat(system.service("e").values(Integer.class, "SELECT id FROM g ORDER BY id"))
                .containsExactly(100, 110, 200);
    }

    private int ask(String service) {
        return ask(service, Duration.ZERO);
    }

    private int ask(String service, Duration after) {
        TestService asking = system.service(service);
        return new OverdueRestorations(service, CONTRACTS.publishedBy(service).keySet(), after).ask(asking.dsl());
    }

    private RestorationProgress progress() {
        return Restorations.progress(system.service("a").dsl(), deletion).orElseThrow();
    }
}
