/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.subscribe.KeyEventHandler;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Application transactions, short and long, against deletes and re-creations of the keys that they refer to. At the end
 * there is no orphan, and no child of a parent that was never deleted is missing.
 */
class RaceTest {

    private static final Contracts CONTRACTS = TestContracts.of("r: a.p(id integer) <- b.c(fk) CASCADE");

    /** Keys up to here are deleted and created again; those above live throughout. */
    private static final int MORTAL = 20;

    private static final int KEYS = 30;
    private static final int WRITERS = 3;
    private static final int TRANSACTIONS = 250;
    private static final int PARENT_STATEMENTS = 400;

    private final TestService parents = new TestService("a", CONTRACTS)
            .sql("CREATE TABLE p (id integer PRIMARY KEY)")
            .install();
    private final TestService children = new TestService("b", CONTRACTS)
            .sql(
                    "CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY, fk integer, x integer)",
                    "CREATE INDEX ON c (fk)")
            .install();
    private final KeyEventHandler handler = children.handler();
    private final AtomicLong inserted = new AtomicLong();

    @Test
    void noOrphanStaysAndNoChildOfALivingParentGoes() throws Exception {
        race("%s");
    }

    @Test
    void noChildIsLostWhenItsParentIsDeletedWithoutIt() throws Exception {
        race("BEGIN; SET LOCAL cascade.propagation = 'orphan'; %s; COMMIT");
        assertThat(children.count("c")).isEqualTo(inserted.get());
        assertThat(children.count("c WHERE fk IS NULL")).isPositive();
    }

    private void race(String deletion) throws Exception {
        // Given
        long seed = Long.getLong("oracle.first", System.nanoTime());
        parents.sql("INSERT INTO p SELECT generate_series(1, " + KEYS + ")");
        handler.handle(parents.takeOutbox());
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2);

        // When
        List<Future<Long>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            writers.add(threads.submit(() -> write(random)));
        }
        Future<Long> owner = threads.submit(() -> deleteAndCreate(new Random(seed - 1), deletion));
        Future<Long> transport = threads.submit((Callable<Long>) () -> {
            while (!done.get()) {
                deliver();
            }
            return 0L;
        });
        long immortal = 0;
        for (Future<Long> writer : writers) {
            immortal += writer.get(120, TimeUnit.SECONDS);
        }
        owner.get(120, TimeUnit.SECONDS);
        done.set(true);
        transport.get(30, TimeUnit.SECONDS);
        threads.shutdown();
        // A round takes one event of each key that was set aside, and there may be many of one key.
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        do {
            deliver();
        } while (children.count("cascade.a__p__id__held") > 0 && System.nanoTime() - end < 0);
        parents.receiveReports(children.takeOutbox());

        // Then
        List<Integer> living = parents.values(Integer.class, "SELECT id FROM p ORDER BY 1");
        assertThat(children.values(Integer.class, "SELECT id FROM cascade.a__p__id ORDER BY 1"))
                .as("seed %d", seed)
                .isEqualTo(living);
        assertThat(living)
                .as("seed %d", seed)
                .containsAll(children.values(Integer.class, "SELECT DISTINCT fk FROM c WHERE fk IS NOT NULL"));
        assertThat(children.count("c WHERE fk > " + MORTAL)).as("seed %d", seed).isEqualTo(immortal);
        assertThat(children.count("cascade.a__p__id__held")).isZero();
        assertThat(children.count("cascade.dead_letter")).isZero();
        assertThat(parents.values(String.class, "SELECT DISTINCT state FROM cascade.delivery"))
                .as("seed %d", seed)
                .containsExactly("settled");
    }

    /** Returns how many children of immortal keys it has left. */
    private long write(Random random) throws SQLException {
        long immortal = 0;
        for (int i = 0; i < TRANSACTIONS; i++) {
            try (Connection connection = children.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                long living = 0;
                int rows = 1 + random.nextInt(3);
                for (int row = 0; row < rows; row++) {
                    int key = 1 + random.nextInt(KEYS);
                    statement.execute("INSERT INTO c (fk) VALUES (" + key + ")");
                    living += key > MORTAL ? 1 : 0;
                }
                if (random.nextInt(3) == 0) {
                    statement.execute("UPDATE c SET x = " + i + " WHERE fk = " + (1 + random.nextInt(MORTAL)));
                }
                if (random.nextInt(10) == 0) {
                    statement.execute("SELECT pg_sleep(0.05)");
                }
                connection.commit();
                immortal += living;
                inserted.addAndGet(rows);
            } catch (SQLException e) {
                // Refused because the key is gone, or a deadlock with the cascade: either way nothing was written.
                assertThat(e.getSQLState()).isIn("23503", "40P01");
            }
        }
        return immortal;
    }

    private long deleteAndCreate(Random random, String deletion) {
        for (int i = 0; i < PARENT_STATEMENTS; i++) {
            int key = 1 + random.nextInt(MORTAL);
            parents.sql(
                    random.nextInt(5) == 0
                            ? deletion.formatted(
                                    "DELETE FROM p WHERE id <= " + MORTAL + " AND id % 3 = " + random.nextInt(3))
                            : random.nextBoolean()
                                    ? deletion.formatted("DELETE FROM p WHERE id = " + key)
                                    : "INSERT INTO p VALUES (" + key + ") ON CONFLICT DO NOTHING");
        }
        return 0;
    }

    /** As the record loop does: a batch that failed for a reason that passes comes again. */
    private void deliver() {
        List<ConsumerRecord<byte[], byte[]>> records = parents.takeOutbox();
        boolean again = true;
        while (again) {
            try {
                handler.idle();
                if (!records.isEmpty()) {
                    handler.handle(records);
                }
                again = false;
            } catch (RuntimeException e) {
                if (Failures.permanent(e) || SqlStates.of(e).isEmpty()) {
                    throw e;
                }
            }
        }
    }
}
