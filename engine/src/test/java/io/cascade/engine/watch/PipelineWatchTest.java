/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.EngineListener;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.undo.OverdueRestorations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineWatchTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");
    private static final Duration EXPECTED = Duration.ofMinutes(1);

    private final TestService parents = TestService.migrated("a", CONTRACTS)
            .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
            .install();
    private final String slot = "watched_"
            + parents.values(String.class, "SELECT current_database()").get(0);
    private final AtomicInteger looks = new AtomicInteger();
    private Instant now = Instant.parse("2026-01-31T03:00:00Z");

    @BeforeEach
    void makeSlot() {
        parents.sql("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    @AfterEach
    void dropSlot() {
        parents.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + slot
                + "'");
    }

    @Test
    void kafkaIsLeftAloneUntilADeleteTakesLongerThanItShould() {
        // Given
        PipelineWatch watch = watch();
        parents.sql("INSERT INTO p VALUES (1)", "DELETE FROM p");

        // When // Then
        watch.round();
        assertThat(looks).hasValue(0);
        assertThat(watch.cause("r", false)).isEqualTo(new Cause.NotLooked());

        parents.sql("UPDATE cascade.delivery SET created_at = created_at - interval '1 minute'");
        watch.round();
        assertThat(looks).hasValue(1);
        assertThat(watch.cause("r", false)).isEqualTo(new Cause.ConnectorDown("a"));

        parents.sql("UPDATE cascade.delivery SET state = 'settled'");
        watch.round();
        assertThat(looks).hasValue(1);
    }

    @Test
    void aLookIsNotBelievedForEver() {
        // Given
        PipelineWatch watch = watch();
        parents.sql(
                "INSERT INTO p VALUES (1)",
                "DELETE FROM p",
                "UPDATE cascade.delivery SET created_at = created_at - interval '1 minute'");
        watch.round();

        // When
        now = now.plusSeconds(61);

        // Then
        assertThat(watch.cause("r", false)).isEqualTo(new Cause.NotLooked());
    }

    @Test
    void whatIsBelowOrInNoContractNeedsNoLook() {
        assertThat(watch().cause("r", true)).isEqualTo(new Cause.Below("b"));
        assertThat(watch().cause("former", false)).isEqualTo(new Cause.NotContracted("former"));
    }

    @Test
    void warnsOfASlotThatNobodyReadsForLongAndAtOnceOfOneThatIsGone() {
        // Given
        PipelineWatch watch = watch();

        // When // Then
        watch.round();
        assertThat(watch.warning()).isEmpty();
        now = now.plus(Duration.ofMinutes(2)).plusSeconds(1);
        watch.round();
        assertThat(watch.warning()).hasValueSatisfying(text -> assertThat(text)
                .isEqualTo("connector down: nobody reads the replication slot of a since 2026-01-31T03:00:00Z"));
        parents.sql("SELECT pg_drop_replication_slot('" + slot + "')");
        watch.round();
        assertThat(watch.warning()).hasValueSatisfying(text -> assertThat(text).contains("is missing"));
    }

    private PipelineWatch watch() {
        List<Relationship> published = CONTRACTS.relationships();
        return new PipelineWatch(
                parents.dsl(),
                "a",
                slot,
                published,
                topics -> {
                    looks.incrementAndGet();
                    return topics.keySet().stream()
                            .collect(Collectors.toMap(group -> group, group -> new Group.Known(1, Map.of(), Map.of())));
                },
                EXPECTED,
                new Watchdog(
                        parents.dsl(),
                        published,
                        Duration.ofHours(1),
                        EngineListener.NONE,
                        new Republication(CONTRACTS.publishedBy("a").keySet()),
                        Duration.ZERO),
                new OverdueRestorations("a", CONTRACTS.publishedBy("a").keySet(), Duration.ofHours(1)),
                EngineListener.NONE,
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                });
    }
}
