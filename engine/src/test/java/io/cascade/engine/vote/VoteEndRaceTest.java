/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.kafka.Records;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that were voted on together and go in two transactions at once, each of which might leave the end to the other. */
class VoteEndRaceTest {

    private final TestSystem system = VoteFixture.system("b-a: a.p(id integer) <- b.c(p) RESTRICT");
    private final TestService a = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
    private final TestService b =
            system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void theLastOfTheKeysEndsTheVoteAlsoWhereNoneIsSeenToBeTheLast() throws Exception {
        // Given
        system.install();
        a.sql("INSERT INTO p SELECT generate_series(1, 20)");
        system.deliver();
        b.sql("INSERT INTO c VALUES (1, 20)");
        List<ConsumerRecord<byte[], byte[]>> deletes = new ArrayList<>();
        system.losing(record -> isDelete(record) && deletes.add(record));
        Record intent = VoteFixture.request(system, "a", "p", "id < 20");
        assertThat(intent.get("state")).isEqualTo("executed");
        assertThat(deletes).hasSizeGreaterThan(1);

        // When
        atOnce(deletes.subList(0, 1), deletes.subList(1, deletes.size()));

        // Then
        system.losing(record -> false).deliver();
        VoteFixture.assertSettled(system);
        assertThat(b.values(Integer.class, "SELECT id FROM cascade.a__p__id")).containsExactly(20);
        assertThat(b.count("cascade.a__p__id WHERE intended_by IS NOT NULL")).isZero();
        assertThat(a.values(Integer.class, "SELECT id FROM p")).containsExactly(20);
        assertThat(b.count("c")).isOne();
    }

    /** Neither can commit before both have come as far as they can: the reports come last, and nobody may write them. */
    private void atOnce(List<ConsumerRecord<byte[], byte[]>> some, List<ConsumerRecord<byte[], byte[]>> others)
            throws Exception {
        List<Future<?>> transactions = new ArrayList<>();
        b.dsl().transaction(configuration -> {
            configuration.dsl().execute("LOCK TABLE cascade.outbox IN SHARE MODE");
            transactions.add(threads.submit(() -> b.receive(some)));
            transactions.add(threads.submit(() -> b.receive(others)));
            await().pollInterval(Duration.ofMillis(5)).until(() -> waiting() == 2);
        });
        for (Future<?> transaction : transactions) {
            transaction.get(60, TimeUnit.SECONDS);
        }
    }

    private long waiting() {
        return b.count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }

    private static boolean isDelete(ConsumerRecord<byte[], byte[]> record) {
        return Records.header(record, CloudEventHeaders.TYPE)
                .filter(EventType.KEYS_DELETED.cloudEventsType()::equals)
                .isPresent();
    }
}
