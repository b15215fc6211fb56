/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.drift.Validation;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestContracts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Validations that repair, while parents are created, deleted and created again, children inserted, and events late. No
 * difference is ever reported but those that were made by hand, and nothing of a living parent goes. One again:
 * {@code -Doracle.first=SEED}.
 */
class DriftRaceTest {

    /** Keys up to here come and go. */
    private static final int MORTAL = 40;

    private static final int KEYS = 80;
    private static final int VALIDATIONS = 12;

    @Test
    void nothingThatIsOnItsWayIsTakenForDriftAndNoRowOfALivingParentGoes() throws Exception {
        long seed = Long.getLong("oracle.first", System.nanoTime());
        try (DriftFixture services = DriftFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE"), KEYS)) {
            // Given
            services.children.sql("CREATE TABLE written (fk integer)");
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> all = new ArrayList<>();
            all.add(threads.submit(() -> deleteAndCreate(services, new Random(seed), done)));
            all.add(threads.submit(() -> write(services, new Random(seed + 1), done)));
            all.add(threads.submit(() -> deliverLate(services, new Random(seed + 2), done)));
            services.meanwhile(() -> LockSupport.parkNanos(1_000_000));
            Random random = new Random(seed + 3);

            // When
            List<Validation> found = new ArrayList<>();
            int lost = 0;
            for (int i = 0; i < VALIDATIONS; i++) {
                if (i % 3 == 2) {
                    int key = MORTAL + 1 + random.nextInt(KEYS - MORTAL);
                    services.behindItsBack("DELETE FROM cascade.a__p__id WHERE id = " + key);
                    services.children.sql("INSERT INTO cascade.a__p__id (id, version) VALUES (" + (1000 + i) + ", 1)");
                    services.children.sql("INSERT INTO c (fk) VALUES (" + (1000 + i) + ")");
                    lost++;
                }
                found.add(services.repair());
            }
            done.set(true);
            for (Future<?> thread : all) {
                thread.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            services.meanwhile(services::deliver);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        services.deliver();
                        return services.children.count("cascade.a__p__id__held") == 0
                                && services.children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL") == 0;
                    });

            // Then
            assertThat(found).as("seed %d", seed).allMatch(each -> each.state() == Validation.State.DONE);
            for (int i = 0; i < VALIDATIONS; i++) {
                Validation each = found.get(i);
                assertThat(List.of(each.missing(), each.surplus()))
                        .as("missing and surplus of validation %d, seed %d: %s", i, seed, each)
                        .isEqualTo(i % 3 == 2 ? List.of(1L, 1L) : List.of(0L, 0L));
            }
            assertThat(found.stream().mapToLong(Validation::repaired).sum())
                    .as("seed %d", seed)
                    .isEqualTo(2L * lost);
            assertThat(services.replica()).as("seed %d", seed).isEqualTo(services.living());
            assertThat(services.living()).as("seed %d", seed).containsAll(services.references());
            assertThat(services.children.count("c WHERE fk > " + MORTAL + " AND fk <= " + KEYS))
                    .as("children of parents that nobody has deleted, seed %d", seed)
                    .isEqualTo(services.children.count("written") + 2L * (KEYS - MORTAL));
            assertThat(services.validate()).as("seed %d", seed).satisfies(last -> {
                assertThat(last.missing() + last.surplus() + last.orphans() + last.undecided() + last.waiting())
                        .isZero();
            });
            assertThat(services.children.count("cascade.dead_letter")).isZero();
        }
    }

    private static void deleteAndCreate(DriftFixture services, Random random, AtomicBoolean done) {
        while (!done.get()) {
            int key = 1 + random.nextInt(MORTAL);
            services.parents.sql(
                    random.nextInt(4) == 0
                            ? "DELETE FROM p WHERE id <= " + MORTAL + " AND id % 4 = " + random.nextInt(4)
                            : random.nextInt(3) == 0
                                    ? "DELETE FROM p WHERE id = " + key
                                    : "INSERT INTO p VALUES (" + key + ") ON CONFLICT DO NOTHING");
            // What the test has read of the outbox is compared with all that is in it.
            LockSupport.parkNanos(3_000_000);
        }
    }

    /** Children of mortals may be refused; those of immortals are counted, but for a moment in which their key is lost. */
    private static void write(DriftFixture services, Random random, AtomicBoolean done) {
        while (!done.get()) {
            int key = 1 + random.nextInt(KEYS);
            try (Connection connection = services.children.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO c (fk) VALUES (" + key + ")");
                if (key > MORTAL) {
                    statement.execute("INSERT INTO written VALUES (" + key + ")");
                }
                connection.commit();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isIn("23503", "40P01");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Events wait for up to some fifty milliseconds, in their order. */
    private static void deliverLate(DriftFixture services, Random random, AtomicBoolean done) {
        while (!done.get()) {
            List<ConsumerRecord<byte[], byte[]>> records = services.parents.takeOutbox();
            LockSupport.parkNanos(random.nextInt(50) * 1_000_000L);
            boolean again = true;
            while (again) {
                try {
                    services.deliver(records);
                    again = false;
                } catch (RuntimeException e) {
                    if (Failures.permanent(e) || SqlStates.of(e).isEmpty()) {
                        throw e;
                    }
                }
            }
        }
    }
}
