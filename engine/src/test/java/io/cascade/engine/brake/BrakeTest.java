/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.EngineListener;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.cascade.engine.testing.TestService;
import java.sql.Connection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A database suffers, and deletes go on slowly. */
class BrakeTest {

    private static final int PACE = 200;

    private final Map<Strain, Boolean> told = new EnumMap<>(Strain.class);
    private final AtomicReference<Duration> waited = new AtomicReference<>(Duration.ZERO);
    private final EngineListener listener = new EngineListener() {
        @Override
        public void strained(Strain strain, boolean suffers) {
            told.put(strain, suffers);
        }

        @Override
        public void braked(Duration time) {
            waited.updateAndGet(before -> before.plus(time));
        }
    };
    private final String slot = "brake_" + UUID.randomUUID().toString().replace("-", "");
    private TestService service;

    @BeforeEach
    void database() {
        service = TestService.migrated("b", TestContracts.of("r: a.p(id integer) <- b.c(p) CASCADE"));
        service.sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)");
    }

    @AfterEach
    void noSlotIsLeft() {
        service.dsl()
                .fetch(
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ? AND NOT active",
                        slot);
    }

    @Test
    void aDatabaseThatIsWellBrakesNothing() {
        // Given
        Brake brake = brake(BrakeSettings.DEFAULT);

        // When
        brake.look();

        // Then
        assertThat(brake.strains()).isEmpty();
        assertThat(told).containsEntry(Strain.LOCK_WAITS, false).doesNotContainValue(true);
        assertThat(brake.rows(10_000)).isEqualTo(10_000);
        assertThat(brake.pay(1_000_000, Duration.ofMinutes(1))).isZero();
    }

    @Test
    void logThatASlotRetainsBrakesUntilItIsGone() {
        // Given
        Brake brake = brake(new BrakeSettings(Duration.ZERO, 1 << 20, 0, PACE));
        service.dsl().fetch("SELECT pg_create_physical_replication_slot(?, true)", slot);
        service.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 60000) AS g");

        // When
        brake.look();

        // Then
        assertThat(brake.strains()).containsExactly(Strain.WAL);
        assertThat(brake.rows(10_000)).isEqualTo(PACE);
        assertThat(brake.rows(50)).isEqualTo(50);

        // When
        noSlotIsLeft();

        // Then
        if (!othersRetain()) {
            for (int look = 0; look < 4; look++) {
                brake.look();
                assertThat(brake.strains()).containsExactly(Strain.WAL);
            }
            brake.look();
            assertThat(brake.strains()).isEmpty();
        }
    }

    @Test
    void sessionsThatWaitForALockBrakeAndAreReleased() throws Exception {
        // Given
        Brake brake = brake(new BrakeSettings(Duration.ZERO, 0, 2, PACE));
        service.sql("INSERT INTO c VALUES (1, 1)");
        CompletableFuture<?> one;
        CompletableFuture<?> other;
        try (Connection holder = service.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("UPDATE c SET p = 2");
            one = CompletableFuture.runAsync(() -> service.sql("UPDATE c SET p = 3"));
            other = CompletableFuture.runAsync(() -> service.sql("UPDATE c SET p = 4"));

            // When / Then
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                brake.look();
                assertThat(brake.strains()).containsExactly(Strain.LOCK_WAITS);
            });
            holder.rollback();
        }
        CompletableFuture.allOf(one, other).get();
        for (int look = 0; look < 5; look++) {
            brake.look();
        }
        assertThat(brake.strains()).isEmpty();
        assertThat(told).containsExactly(Map.entry(Strain.LOCK_WAITS, false));
    }

    @Test
    void whoChangesFewRowsWaitsLittleAndNobodyForEver() {
        // Given
        Brake brake = suffering();

        // When
        Duration few = brake.pay(2, Duration.ofMinutes(1));
        Duration many = brake.pay(PACE / 2, Duration.ofMinutes(1));
        Duration cut = brake.pay(1_000_000_000, Duration.ofMillis(300));

        // Then
        assertThat(few).isGreaterThanOrEqualTo(Duration.ofMillis(10)).isLessThan(many);
        assertThat(many).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(cut).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(waited.get()).isEqualTo(few.plus(many).plus(cut));
    }

    @Test
    void aStopEndsTheWait() {
        // Given
        Brake brake = suffering();
        Thread waiting = new Thread(() -> brake.pay(1_000_000_000, Duration.ofHours(1)));
        waiting.start();
        await().until(() -> LockSupport.getBlocker(waiting) == brake);

        // When
        brake.close();

        // Then
        await().atMost(Duration.ofSeconds(30)).until(() -> !waiting.isAlive());
        assertThat(waited.get()).isPositive().isLessThan(Duration.ofHours(1));
    }

    @Test
    void anInterruptEndsTheWaitToo() {
        // Given
        Brake brake = suffering();
        Thread waiting = new Thread(() -> brake.pay(1_000_000_000, Duration.ofHours(1)));
        waiting.start();
        await().until(() -> LockSupport.getBlocker(waiting) == brake);

        // When
        waiting.interrupt();

        // Then
        await().atMost(Duration.ofSeconds(30)).until(() -> !waiting.isAlive());
    }

    @Test
    void withoutLimitsNothingIsAskedAndNobodyLooks() {
        // Given
        AtomicInteger queries = new AtomicInteger();
        Brake brake = Brake.off(DSL.using(new MockConnection(query -> {
            queries.incrementAndGet();
            return new MockResult[0];
        })));

        // When
        brake.start();

        // Then
        assertThat(looking()).isEmpty();
        brake.close();
        assertThat(queries).hasValue(0);
    }

    @Test
    void oneThatIsClosedTwiceHasEndedOnce() {
        // Given
        Brake brake = brake(BrakeSettings.DEFAULT);
        brake.start();
        assertThat(looking()).hasSize(1);

        // When
        brake.close();
        brake.close();

        // Then
        assertThat(looking()).isEmpty();
    }

    @Test
    void aConsumerRestsForWhatItHasDoneAndNotForVeryLittle() {
        // Given
        Pace pace = new Pace(suffering());

        // When / Then
        pace.owe(PACE / 100);
        assertThat(pace.rest()).isZero();
        pace.owe(PACE / 2);
        assertThat(pace.tired()).isTrue();
        assertThat(pace.rest()).isBetween(Duration.ofMillis(100), Duration.ofMillis(510));
        await().atMost(Duration.ofSeconds(30)).until(() -> pace.rest().isZero());
        assertThat(waited.get()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        pace.owe(1_000_000_000_000L);
        pace.owe(1_000_000_000_000L);
        assertThat(pace.rest()).isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aConsumerRestsNoLongerThanTheDatabaseSuffers() {
        // Given
        Brake brake = brake(new BrakeSettings(Duration.ZERO, 1 << 20, 0, PACE));
        service.dsl().fetch("SELECT pg_create_physical_replication_slot(?, true)", slot);
        service.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 60000) AS g");
        brake.look();
        Pace pace = new Pace(brake);
        pace.owe(1_000_000);
        assertThat(pace.rest()).isPositive();

        // When
        noSlotIsLeft();

        // Then
        if (!othersRetain()) {
            for (int look = 0; look < 5; look++) {
                brake.look();
            }
            assertThat(pace.rest()).isZero();
        }
    }

    @Test
    void whatCannotBeSeenBrakesNothing() {
        // Given
        Brake brake = brake(new BrakeSettings(Duration.ofSeconds(1), 1, 1, PACE));
        PGSimpleDataSource away = new PGSimpleDataSource();
        away.setURL("jdbc:postgresql://localhost:1/nowhere");
        Brake nowhere =
                new Brake(TestPostgres.dsl(away), new BrakeSettings(Duration.ofSeconds(1), 1, 1, PACE), listener);

        // When
        nowhere.look();

        // Then
        assertThat(nowhere.strains()).isEmpty();
        assertThat(told).isEmpty();
        brake.look();
        assertThat(told).isNotEmpty();
    }

    private Brake suffering() {
        Brake brake = brake(new BrakeSettings(Duration.ZERO, 1, 0, PACE));
        service.dsl().fetch("SELECT pg_create_physical_replication_slot(?, true)", slot);
        service.sql("INSERT INTO c VALUES (1, 1)");
        brake.look();
        assertThat(brake.strains()).containsExactly(Strain.WAL);
        return brake;
    }

    private static List<Thread> looking() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("cascade-brake"))
                .toList();
    }

    /** Other tests have slots of their own in the same server. */
    private boolean othersRetain() {
        return service.dsl()
                .fetchSingle("SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0) >= 524288"
                        + " FROM pg_replication_slots")
                .get(0, Boolean.class);
    }

    private Brake brake(BrakeSettings settings) {
        return new Brake(service.dsl(), settings, listener);
    }
}
