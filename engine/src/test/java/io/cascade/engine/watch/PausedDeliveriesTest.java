/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.measure.DatabaseMeasurements;
import io.cascade.engine.measure.Measurement;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A publisher whose deliveries wait for a person: nothing is lost, stuck or late, and nothing is published again. */
class PausedDeliveriesTest {

    private final WatchdogFixture fixture =
            new WatchdogFixture(TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE"));

    @BeforeEach
    void deleteWhilePaused() {
        fixture.service("a").sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        fixture.service("b").sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)");
        fixture.system.install();
        fixture.service("a").sql("INSERT INTO p VALUES (1)");
        fixture.system.deliver();
        fixture.service("b").sql("INSERT INTO c VALUES (1)");
        fixture.service("b").pauses().pause("r", "why");
        fixture.service("a").sql("DELETE FROM p");
        fixture.system.deliver();
        aDayPasses();
    }

    @Test
    void isLeftAloneByTheWatchdogUntilItHasHadItsTimeAfterwards() {
        // When / Then
        assertThat(fixture.round("a")).isZero();

        // And when it goes on but nothing arrives
        fixture.service("b").pauses().resume("r");
        fixture.service("a").take(fixture.service("b").takeOutbox());
        assertThat(fixture.round("a")).isZero();
        aDayPasses();
        fixture.round("a");
        fixture.round("a");
        assertThat(fixture.republished).containsEntry("r", 1);
    }

    @Test
    void isMeasuredAsNeitherOldNorStuck() {
        // When
        Measurement paused = measure("a");

        // Then
        assertThat(paused.deliveries())
                .containsExactly(new Measurement.Deliveries("r", 1, 0, 0, Duration.ZERO, Duration.ZERO));
        assertThat(paused.deletions())
                .extracting(deletions -> deletions.state() + deletions.count())
                .containsExactlyInAnyOrder("failed0", "running1", "stuck0");
        Measurement subscriber = measure("b");
        assertThat(subscriber.states()).hasSize(1).allMatch(state -> state.paused()
                .isPresent());

        // And when it goes on
        fixture.service("b").pauses().resume("r");
        fixture.service("a").take(fixture.service("b").takeOutbox());
        assertThat(measure("a").deliveries().get(0).oldestPending()).isLessThan(Duration.ofMinutes(1));
        assertThat(measure("b").states()).allMatch(state -> state.paused().isEmpty());
        aDayPasses();
        assertThat(measure("a").deliveries().get(0).oldestPending()).isGreaterThan(Duration.ofHours(23));
        assertThat(measure("a").deletions())
                .extracting(deletions -> deletions.state() + deletions.count())
                .contains("stuck1");
    }

    private void aDayPasses() {
        fixture.later("a", Duration.ofDays(1));
        fixture.service("a").sql("UPDATE cascade.reported_pause SET changed_at = changed_at - interval '1 day'");
    }

    private Measurement measure(String name) {
        TestService service = fixture.service(name);
        return new DatabaseMeasurements(
                        service.dsl(),
                        name,
                        "none",
                        fixture.system.contracts(),
                        Duration.ofMinutes(1),
                        List.of(),
                        tx -> List.of())
                .take();
    }
}
