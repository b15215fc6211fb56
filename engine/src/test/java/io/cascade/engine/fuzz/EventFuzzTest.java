/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cascade.contracts.Topics;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Events with something changed in them, at random, on the topics of keys and of reports: {@code -Dfuzz.seed=N} repeats a run,
 * {@code -Dfuzz.seconds=N} makes it longer.
 */
class EventFuzzTest {

    private static final String KEYS = "cascade.a.public.p";
    private static final int BATCH = 25;

    private final TestSystem system = new TestSystem(TestContracts.of(
            "r: a.p(id bigint) <- b.c(fk) CASCADE",
            "s: a.p(id bigint) <- b.d(fk) SET NULL",
            "t: a.q(id bigint, name text) <- b.e(fk, fn) RESTRICT",
            "u: b.c(id bigint) <- a.f(fk) CASCADE"));
    private final TestService parents = system.service("a");
    private final TestService children = system.service("b");
    private final long seed = Long.getLong("fuzz.seed", 1);
    private final FuzzedRecords fuzzed = new FuzzedRecords(new Random(seed));
    private final List<ConsumerRecord<byte[], byte[]>> sound = new ArrayList<>();
    private long control = 1_000_000;

    @BeforeEach
    void install() {
        parents.sql(
                "CREATE TABLE p (id bigint PRIMARY KEY)",
                "CREATE TABLE q (id bigint, name text, PRIMARY KEY (id, name))",
                "CREATE TABLE f (id bigint, fk bigint)",
                "CREATE INDEX ON f (fk)");
        children.sql(
                "CREATE TABLE c (id bigint PRIMARY KEY, fk bigint)",
                "CREATE INDEX ON c (fk)",
                "CREATE TABLE d (id bigint, fk bigint)",
                "CREATE INDEX ON d (fk)",
                "CREATE TABLE e (id bigint, fk bigint, fn text)",
                "CREATE INDEX ON e (fk, fn)",
                "CREATE TABLE canary (id bigint)",
                "INSERT INTO canary VALUES (1)");
        parents.sql("CREATE TABLE canary (id bigint)", "INSERT INTO canary VALUES (1)");
        system.losing(record -> {
            sound.add(record);
            return false;
        });
        system.install();
        parents.sql(
                "INSERT INTO p SELECT generate_series(1, 20)",
                "INSERT INTO q SELECT g, 'n' || g FROM generate_series(1, 20) AS g");
        system.deliver();
        children.sql("INSERT INTO c SELECT g, g FROM generate_series(1, 20) AS g");
        system.deliver();
        parents.sql(
                "DELETE FROM p WHERE id < 3",
                "SET cascade.propagation = 'orphan'; DELETE FROM p WHERE id = 3; RESET ALL");
        system.deliver();
        parents.sql("SELECT cascade.request_deletion('q', 'id < 3', '10 min')");
        system.deliver();
        sound.addAll(handWritten());
    }

    @Test
    void whateverComesTheConsumersGoOnAndAValidDeleteAfterItIsApplied() {
        // Given
        assertThat(sound).extracting(FuzzedRecords::type).contains(EventType.KEYS_CREATED.cloudEventsType());
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("fuzz.seconds", 12)).toNanos();
        int events = 0;

        // When
        while (System.nanoTime() < end) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                records.add(fuzzed.of(sound));
            }
            send(records);
            events += BATCH;

            // Then
            deleteOneThatIsSound();
        }
        assertThat(events).as("seed %d", seed).isGreaterThan(BATCH);
        assertThat(children.count("cascade.dead_letter")).as("seed %d", seed).isPositive();
        assertThat(children.count("cascade.dead_letter WHERE reason = ''")).isZero();
        assertThat(children.count("canary")).isOne();
        assertThat(parents.count("canary")).isOne();
    }

    @Test
    void anEventOfMoreThanAMegabyteIsAppliedOrADeadLetter() {
        // Given
        ConsumerRecord<byte[], byte[]> record = FuzzedRecords.copy(last(EventType.KEYS_DELETED));
        String many = "1,".repeat(600_000) + "1";
        byte[] large = new String(record.value(), StandardCharsets.UTF_8)
                .replaceFirst("\"id\" ?: ?\\[[^]]*]", "\"id\":[" + many + "]")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(large).hasSizeGreaterThan(1_000_000);

        // When
        send(List.of(fuzzed.with(record, large)));

        // Then
        deleteOneThatIsSound();
    }

    private void send(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                if (record.topic().startsWith(KEYS) || record.topic().startsWith("cascade.a.public.q")) {
                    children.receive(List.of(record));
                } else if (record.topic().equals(Topics.acks("a"))) {
                    parents.receiveReports(List.of(record));
                } else if (record.topic().equals(Topics.acks("b"))) {
                    children.receiveReports(List.of(record));
                } else {
                    parents.receive(List.of(record));
                }
            } catch (RuntimeException | StackOverflowError e) {
                fail(
                        "seed " + seed + ": the consumer would try for ever: " + e + "\n"
                                + FuzzedRecords.describe(record),
                        e);
            }
        }
    }

    private void deleteOneThatIsSound() {
        long key = control++;
        parents.sql("INSERT INTO p VALUES (" + key + ")");
        system.deliver();
        children.sql("INSERT INTO c VALUES (" + key + ", " + key + ")");
        system.deliver();
        parents.sql("INSERT INTO f VALUES (" + key + ", " + key + ")", "DELETE FROM p WHERE id = " + key);
        system.deliver();
        assertThat(children.count("c WHERE id = " + key)).as("seed %d", seed).isZero();
        assertThat(parents.count("f WHERE id = " + key)).as("seed %d", seed).isZero();
        assertThat(parents.values(
                        String.class,
                        "SELECT DISTINCT d.state FROM cascade.delivery AS d JOIN cascade.outbox AS o ON o.id = d.event_id"
                                + " WHERE o.payload ~ '\\m" + key + "\\M'"))
                .as("seed %d", seed)
                .containsExactly("settled");
    }

    private ConsumerRecord<byte[], byte[]> last(EventType type) {
        return sound.stream()
                .filter(record -> FuzzedRecords.type(record).equals(type.cloudEventsType())
                        && record.topic().equals(KEYS))
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    /** Of the kinds that nothing here has written by itself. */
    private List<ConsumerRecord<byte[], byte[]>> handWritten() {
        ConsumerRecord<byte[], byte[]> any = last(EventType.KEYS_DELETED);
        String deletion = UUID.randomUUID().toString();
        return List.of(
                fuzzed.as(
                        any,
                        KEYS,
                        EventType.KEYS_KEPT,
                        """
                        {"table":"public.p","relationships":["r"],"deletion":"%s","event":"%s"}"""
                                .formatted(deletion, deletion)),
                fuzzed.as(
                        any,
                        KEYS,
                        EventType.KEYS_RESTORED,
                        """
                        {"table":"public.p","relationships":["r"],"deletion":"%s","event":"%s","since":7}"""
                                .formatted(deletion, deletion)),
                fuzzed.as(
                        any,
                        KEYS,
                        EventType.KEYS_INTENDED,
                        """
                        {"table":"public.p","relationships":["r"],"deletion":"%s","version":99,"keys":{"id":[5]}}"""
                                .formatted(deletion)),
                fuzzed.as(
                        any,
                        Topics.acks("a"),
                        EventType.DELIVERIES_REPORTED,
                        """
                        {"deliveries":[{"event":"%s","relationship":"r","state":"failed","rows":0,"reason":"why"}]}"""
                                .formatted(FuzzedRecords.id(any))),
                fuzzed.as(
                        any,
                        Topics.acks("a"),
                        EventType.VOTES_CAST,
                        """
                        {"votes":[{"event":"%s","relationship":"t","verdict":"vetoed","holder":"s","rows":1,"sqlState":"23001","reason":"why"}]}"""
                                .formatted(deletion)),
                fuzzed.as(
                        any,
                        Topics.acks("a"),
                        EventType.RESTORATIONS_REPORTED,
                        """
                        {"restorations":[{"event":"%s","relationship":"r","rows":3,"refusals":[{"service":"s","relationship":"r","reason":"why","rows":1}]}]}"""
                                .formatted(FuzzedRecords.id(any))),
                fuzzed.as(
                        any,
                        Topics.acks("a"),
                        EventType.RELATIONSHIPS_PAUSED,
                        """
                        {"relationship":"r","paused":"t","service":"s","direct":true,"version":4,"since":"2026-11-27T12:00:00Z","reason":"why"}"""),
                fuzzed.as(
                        any,
                        Topics.acks("a"),
                        EventType.DELIVERIES_PROGRESSED,
                        """
                        {"deliveries":[{"event":"%s","relationship":"r","rows":3}]}"""
                                .formatted(FuzzedRecords.id(any))),
                fuzzed.as(
                        any,
                        Topics.acks("a"),
                        EventType.DECISIONS_REQUESTED,
                        """
                        {"decisions":[{"event":"%s","deletion":"%s","table":"public.p","relationships":["r"],"recordKey":"7"}]}"""
                                .formatted(FuzzedRecords.id(any), deletion)),
                fuzzed.as(
                        any,
                        Topics.acks("a"),
                        EventType.BACKFILL_REQUESTED,
                        """
                        {"relationship":"r","request":"%s"}""".formatted(deletion)));
    }
}
