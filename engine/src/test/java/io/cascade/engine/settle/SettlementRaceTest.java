/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.engine.EngineListener;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.pause.PauseReports;
import io.cascade.engine.publish.SubscriberMessages;
import io.cascade.engine.subscribe.KeyEventHandler;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import io.cascade.engine.vote.Decisions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances of one service that hear the last of an event at the same time, so that each might leave its end to the other. */
class SettlementRaceTest {

    private static final int ROUNDS = 50;

    private final TestSystem system = new TestSystem(TestContracts.of(
            "cp: a.p(id integer) <- b.c(p) CASCADE",
            "gc: b.c(id integer) <- d.g(c) CASCADE",
            "hc: b.c(id integer) <- e.h(c) CASCADE"));
    private final TestService a = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
    private final TestService b =
            system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
    private final TestService d = system.service("d").sql("CREATE TABLE g (c integer)", "CREATE INDEX ON g (c)");
    private final TestService e = system.service("e").sql("CREATE TABLE h (c integer)", "CREATE INDEX ON h (c)");
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void twoInstancesThatHearTheLastReportsTogetherDoNotLeaveTheEndToEachOther() throws Exception {
        // Given
        install(ROUNDS);
        for (int i = 1; i <= ROUNDS; i++) {
            a.sql("DELETE FROM p WHERE id = " + i);
        }
        b.take(a.takeOutbox());
        List<ConsumerRecord<byte[], byte[]>> deletes = b.takeOutbox();
        List<List<ConsumerRecord<byte[], byte[]>>> fromD = new ArrayList<>();
        List<List<ConsumerRecord<byte[], byte[]>>> fromE = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> delete : deletes) {
            d.take(List.of(delete));
            fromD.add(d.takeOutbox());
            e.take(List.of(delete));
            fromE.add(e.takeOutbox());
        }

        // When
        CyclicBarrier together = new CyclicBarrier(2);
        Future<?> one = threads.submit(() -> report(fromD, together));
        Future<?> other = threads.submit(() -> report(fromE, together));
        one.get(60, TimeUnit.SECONDS);
        other.get(60, TimeUnit.SECONDS);

        // Then
        assertThat(b.count("cascade.settlement")).isZero();
        a.take(b.takeOutbox());
        assertThat(a.count("cascade.delivery WHERE state = 'settled' AND rows = 1"))
                .isEqualTo(ROUNDS);
    }

    /** The application sees the others open, and its end is not seen by who reports on them, unless one waits for the other. */
    @Test
    void aHeldKeyThatIsDoneWhileTheOthersSettleDoesNotMissIt() throws Exception {
        // Given two keys of one event, of which an application holds one
        install(40);
        KeyEventHandler handler = b.handler();
        List<Integer> keys = keysOfOneEvent();
        try (Connection application = b.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("INSERT INTO c VALUES (1000, " + keys.get(1) + ")");
            a.sql("DELETE FROM p WHERE id IN (" + keys.get(0) + ", " + keys.get(1) + ")");
            handler.handle(a.takeOutbox());
            b.sql("DELETE FROM c WHERE p = " + keys.get(1) + " AND id < 1000");
            application.rollback();
        }
        List<ConsumerRecord<byte[], byte[]>> below = b.takeOutbox();
        d.take(below);
        e.take(below);
        List<ConsumerRecord<byte[], byte[]>> reports = new ArrayList<>(d.takeOutbox());
        reports.addAll(e.takeOutbox());
        b.sql(
                """
                CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE
                    until timestamptz := clock_timestamp() + interval '3 s';
                BEGIN
                    PERFORM pg_advisory_lock(7);
                    WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
                        AND clock_timestamp() < until LOOP
                        PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
                    END LOOP;
                    PERFORM pg_advisory_unlock(7);
                    RETURN NEW;
                END $$""",
                "CREATE TRIGGER dawdle BEFORE INSERT ON cascade.settlement FOR EACH ROW EXECUTE FUNCTION dawdle()");

        // When
        Future<?> drain = threads.submit(handler::idle);
        await().until(() -> b.count("pg_locks WHERE locktype = 'advisory' AND objid = 7") > 0);
        b.receiveReports(reports);
        drain.get(30, TimeUnit.SECONDS);

        // Then
        assertThat(b.count("cascade.settlement")).isZero();
        a.take(b.takeOutbox());
        assertThat(a.values(String.class, "SELECT concat_ws(' ', state, rows) FROM cascade.delivery"))
                .containsExactly("settled 1");
    }

    @Test
    void aBatchCostsSoManyStatementsHoweverMuchItReports() {
        // Given
        install(ROUNDS);
        for (int i = 1; i <= ROUNDS; i++) {
            a.sql("DELETE FROM p WHERE id = " + i);
        }
        b.take(a.takeOutbox());
        List<ConsumerRecord<byte[], byte[]>> deletes = b.takeOutbox();
        e.take(deletes);
        b.receiveReports(e.takeOutbox());
        List<ConsumerRecord<byte[], byte[]>> reports = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> delete : deletes) {
            d.take(List.of(delete));
            reports.addAll(d.takeOutbox());
        }

        // When
        int ofOne = statements(reports.subList(0, 1));
        int ofMany = statements(reports.subList(1, reports.size()));

        // Then: isolation, write, lock, open, sum, take, report
        assertThat(b.count("cascade.settlement")).isZero();
        assertThat(ofMany).isEqualTo(ofOne).isLessThanOrEqualTo(7);
    }

    private void install(int parents) {
        system.install();
        a.sql("INSERT INTO p SELECT generate_series(1, " + parents + ")");
        system.deliver();
        b.sql("INSERT INTO c SELECT i, i FROM generate_series(1, " + parents + ") AS i");
        system.deliver();
    }

    /** An event carries the keys of one bucket. */
    private List<Integer> keysOfOneEvent() {
        return a.values(
                Integer.class,
                "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY hashint8extended(id::bigint, 0) & 15 ORDER BY id) AS n,"
                        + " count(*) OVER (PARTITION BY hashint8extended(id::bigint, 0) & 15) AS all_of FROM p) AS k"
                        + " WHERE n <= 2 ORDER BY all_of DESC, hashint8extended(id::bigint, 0) & 15, id LIMIT 2");
    }

    private void report(List<List<ConsumerRecord<byte[], byte[]>>> batches, CyclicBarrier together) {
        for (List<ConsumerRecord<byte[], byte[]>> batch : batches) {
            try {
                together.await(30, TimeUnit.SECONDS);
            } catch (Exception broken) {
                throw new IllegalStateException(broken);
            }
            again(() -> b.receiveReports(batch));
        }
    }

    /** As the record loop does: what failed for a reason that passes comes again. */
    private static void again(Runnable work) {
        while (true) {
            try {
                work.run();
                return;
            } catch (RuntimeException passing) {
                if (Failures.permanent(passing)) {
                    throw passing;
                }
            }
        }
    }

    private int statements(List<ConsumerRecord<byte[], byte[]>> records) {
        AtomicInteger statements = new AtomicInteger();
        DSLContext counting = DSL.using(new DefaultConfiguration()
                .set(b.dataSource())
                .set(SQLDialect.POSTGRES)
                .set(new ExecuteListener() {
                    @Override
                    public void executeStart(ExecuteContext context) {
                        statements.incrementAndGet();
                    }
                }));
        new SubscriberMessages(
                        counting,
                        "b",
                        new Settlements("b", system.contracts()),
                        new PauseReports("b", system.contracts()),
                        new Decisions("b", system.contracts().publishedBy("b").keySet()),
                        () -> {},
                        () -> {},
                        EngineListener.NONE)
                .handle(records);
        return statements.get();
    }
}
