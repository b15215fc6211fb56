/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.kafka.Failures;
import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.testing.TestContracts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Application transactions with unknown keys against deletes, re-creations and two instances that look keys up, now and then
 * without an answer. No insert is ever refused; at the end there is no orphan, and no child of a parent that was never deleted
 * is missing. One again: {@code -Doracle.first=SEED}.
 */
class EventualRaceTest {

    /** Keys up to here are deleted and created again; those up to the next never were; those above live throughout. */
    private static final int MORTAL = 12;

    private static final int NEVER = 18;
    private static final int KEYS = 30;
    private static final int WRITERS = 3;
    private static final int TRANSACTIONS = 150;
    private static final int PARENT_STATEMENTS = 200;

    private final EventualFixture services =
            EventualFixture.of(TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE eventual"));

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void noOrphanStaysAndNoChildOfALivingParentGoes() throws Exception {
        // Given
        long seed = Long.getLong("oracle.first", System.nanoTime());
        services.parents.sql("INSERT INTO p SELECT generate_series(" + (NEVER + 1) + ", " + KEYS + ")");
        services.answering((owner, key) -> ThreadLocalRandom.current().nextInt(10) == 0
                ? new Answer.Unknown("a bad day")
                : owner.ask(services.relationship(), key));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 4);

        // When
        List<Future<Long>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            writers.add(threads.submit(() -> write(random)));
        }
        Future<Long> owner = threads.submit(() -> deleteAndCreate(new Random(seed - 1)));
        List<Future<Long>> background = new ArrayList<>();
        background.add(threads.submit(until(done, this::deliver)));
        for (int i = 0; i < 2; i++) {
            EventualCheck check = services.instance(EventualFixture.AT_ONCE);
            background.add(threads.submit(until(done, check::round)));
        }
        long immortal = 0;
        for (Future<Long> writer : writers) {
            immortal += writer.get(60, TimeUnit.SECONDS);
        }
        owner.get(60, TimeUnit.SECONDS);
        done.set(true);
        for (Future<Long> thread : background) {
            thread.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        services.answeringTruly();
        // A round takes the first of what waits for a key, and the queue of a key may be long.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    deliver();
                    services.resolve();
                    return services.children.count("cascade.a__p__id__held") == 0
                            && services.children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL") == 0;
                });

        // Then
        List<Integer> living = services.parents.values(Integer.class, "SELECT id FROM p ORDER BY 1");
        assertThat(living)
                .as("seed %d", seed)
                .containsAll(services.children.values(Integer.class, "SELECT DISTINCT fk FROM c"));
        assertThat(services.children.count("c WHERE fk > " + NEVER))
                .as("seed %d", seed)
                .isEqualTo(immortal);
        assertThat(services.children.count("cascade.a__p__id WHERE provisional_since IS NOT NULL"))
                .as("seed %d", seed)
                .isZero();
        services.sweep();
        assertThat(services.children.values(Integer.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                .as("seed %d", seed)
                .isEqualTo(services.children.values(Integer.class, "SELECT DISTINCT fk FROM c ORDER BY 1"));
        assertThat(services.children.count("c WHERE fk > " + NEVER))
                .as("seed %d", seed)
                .isEqualTo(immortal);
        assertThat(services.children.count("cascade.a__p__id__held")).isZero();
        assertThat(services.children.count("cascade.dead_letter")).isZero();
        services.report();
        assertThat(services.parents.count("cascade.delivery WHERE state NOT IN ('settled', 'discarded')"))
                .isZero();
    }

    /** Returns how many children of immortal keys it has left. */
    private long write(Random random) throws SQLException {
        long immortal = 0;
        for (int i = 0; i < TRANSACTIONS; i++) {
            try (Connection connection = services.children.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                long inserted = 0;
                for (int row = 0; row <= random.nextInt(3); row++) {
                    int key = 1 + random.nextInt(KEYS);
                    statement.execute("INSERT INTO c (fk) VALUES (" + key + ")");
                    inserted += key > NEVER ? 1 : 0;
                }
                if (random.nextInt(3) == 0) {
                    statement.execute("UPDATE c SET fk = " + (1 + random.nextInt(NEVER)) + " WHERE fk = "
                            + (1 + random.nextInt(MORTAL)));
                }
                if (random.nextInt(10) == 0) {
                    statement.execute("SELECT pg_sleep(0.05)");
                }
                connection.commit();
                immortal += inserted;
            } catch (SQLException e) {
                // A deadlock with another writer or with the cascade: nothing was written. Nobody is refused.
                assertThat(e.getSQLState()).isEqualTo("40P01");
            }
        }
        return immortal;
    }

    private long deleteAndCreate(Random random) {
        for (int i = 0; i < PARENT_STATEMENTS; i++) {
            int key = 1 + random.nextInt(MORTAL);
            services.parents.sql(
                    random.nextInt(5) == 0
                            ? "DELETE FROM p WHERE id <= " + MORTAL + " AND id % 3 = " + random.nextInt(3)
                            : random.nextBoolean()
                                    ? "DELETE FROM p WHERE id = " + key
                                    : "INSERT INTO p VALUES (" + key + ") ON CONFLICT DO NOTHING");
        }
        return 0;
    }

    private static Callable<Long> until(AtomicBoolean done, Runnable work) {
        return () -> {
            while (!done.get()) {
                work.run();
            }
            return 0L;
        };
    }

    /** As the record loop does: a batch that failed for a reason that passes comes again. */
    private void deliver() {
        List<ConsumerRecord<byte[], byte[]>> records = services.parents.takeOutbox();
        boolean again = true;
        while (again) {
            try {
                services.handler.idle();
                services.handler.handle(records);
                again = false;
            } catch (RuntimeException e) {
                if (Failures.permanent(e) || SqlStates.of(e).isEmpty()) {
                    throw e;
                }
            }
        }
    }
}
