/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.kafka.Records;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A row that a local foreign key was to take along, and that was moved away in time: it stays, and the others go. */
class PartlyKeptTest {

    private static final String KEPT_ROW = "20";

    private final TestSystem system = VoteFixture.system(
            "b-a: a.p(id integer) <- b.m(p) CASCADE",
            "c-m: b.m(id integer) <- c.e(m) RESTRICT",
            "c-n: b.n(id integer) <- c.f(n) RESTRICT");
    private final TestService a = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
    private final TestService b = system.service("b")
            .sql(
                    "CREATE TABLE m (id integer PRIMARY KEY, p integer)",
                    "CREATE INDEX ON m (p)",
                    "CREATE TABLE n (id integer PRIMARY KEY, m integer REFERENCES m ON DELETE CASCADE)",
                    "CREATE INDEX ON n (m)");
    private final TestService c = system.service("c")
            .sql(
                    "CREATE TABLE e (id integer PRIMARY KEY, m integer)",
                    "CREATE INDEX ON e (m)",
                    "CREATE TABLE f (id integer PRIMARY KEY, n integer)",
                    "CREATE INDEX ON f (n)");

    @Test
    void theMarksOfTheOthersStayUntilTheirDeleteArrives() {
        // Given a deletion that all have approved, on its way to b
        system.install();
        a.sql("INSERT INTO p VALUES (1), (2)");
        system.deliver();
        b.sql(
                "INSERT INTO m VALUES (1, 1), (2, 2)",
                "INSERT INTO n SELECT g, 1 FROM generate_series(1, " + KEPT_ROW + ") AS g");
        system.deliver();
        List<ConsumerRecord<byte[], byte[]>> deletes = new ArrayList<>();
        system.losing(record -> is(EventType.KEYS_DELETED, record) && deletes.add(record));
        assertThat(VoteFixture.request(system, "a", "p", "id = 1").get("state")).isEqualTo("executed");
        assertThat(c.count("cascade.b__n__id WHERE intended_by IS NOT NULL")).isEqualTo(20);
        b.sql("UPDATE n SET m = 2 WHERE id = " + KEPT_ROW);

        // When b has taken it, and c has only heard yet of the row that stays
        b.receive(deletes);
        List<ConsumerRecord<byte[], byte[]>> records = b.takeOutbox();
        Predicate<ConsumerRecord<byte[], byte[]>> ofKeptRow = ofBucketOf(KEPT_ROW);
        c.take(records.stream().filter(ofKeptRow).toList());

        // Then nobody can begin to refer to those that go
        List<Integer> others =
                c.values(Integer.class, "SELECT id FROM cascade.b__n__id WHERE id <> " + KEPT_ROW + " ORDER BY id");
        assertThat(others).isNotEmpty();
        for (int other : others) {
            assertThatThrownBy(() -> c.sql("INSERT INTO f VALUES (1, " + other + ")"))
                    .rootCause()
                    .hasMessageContaining("a deletion is being decided");
        }
        c.sql("INSERT INTO f VALUES (1, " + KEPT_ROW + ")");

        // And the rest goes
        c.take(records.stream().filter(ofKeptRow.negate()).toList());
        a.take(records);
        system.losing(record -> false).deliver();
        VoteFixture.assertSettled(system);
        assertThat(b.values(Integer.class, "SELECT id FROM n")).containsExactly(Integer.valueOf(KEPT_ROW));
        assertThat(c.values(Integer.class, "SELECT id FROM cascade.b__n__id"))
                .containsExactly(Integer.valueOf(KEPT_ROW));
        assertThat(c.count("cascade.b__n__id WHERE intended_by IS NOT NULL")).isZero();
        assertThat(c.count("f")).isOne();
    }

    /** All records with the record key of the row's own question. */
    private Predicate<ConsumerRecord<byte[], byte[]>> ofBucketOf(String key) {
        String recordKey = b.values(
                        String.class,
                        "SELECT record_key FROM cascade.outbox WHERE type LIKE '%keys.intended%' AND subject = 'public.n'"
                                + " AND payload::jsonb -> 'keys' -> 'id' @> '" + key + "'")
                .get(0);
        return record -> record.topic().equals("cascade.b.public.n")
                && new String(record.key(), java.nio.charset.StandardCharsets.UTF_8).equals(recordKey);
    }

    private static boolean is(EventType type, ConsumerRecord<byte[], byte[]> record) {
        return Records.header(record, CloudEventHeaders.TYPE)
                .filter(type.cloudEventsType()::equals)
                .isPresent();
    }
}
