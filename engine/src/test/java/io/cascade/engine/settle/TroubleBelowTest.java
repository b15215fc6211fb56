/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.Redelivery;
import io.cascade.engine.deadletter.DeadLetters.Outcome;
import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong at the lowest of three levels is known at the top, and so is its end. */
class TroubleBelowTest {

    private static final String BELOW = "d, gc: SQLSTATE P0001: this one stays";

    private final TestSystem system = new TestSystem(
            TestContracts.of("cp: a.p(id integer) <- b.c(p) CASCADE", "gc: b.c(id integer) <- d.g(c) CASCADE"));
    private final TestService a = system.service("a").sql("CREATE TABLE p (id integer PRIMARY KEY)");
    private final TestService b =
            system.service("b").sql("CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
    private final TestService d =
            system.service("d").sql("CREATE TABLE g (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON g (c)");

    @BeforeEach
    void install() {
        system.install();
        a.sql("INSERT INTO p VALUES (1)");
        system.deliver();
        b.sql("INSERT INTO c VALUES (10, 1), (11, 1)");
        system.deliver();
        d.sql("INSERT INTO g VALUES (100, 10), (101, 10), (110, 11)");
        system.deliver();
    }

    @Test
    void aFailureBelowIsSeenAtTheTopWithItsPlaceAndGoesWhenItIsMended() {
        // Given
        refuse();

        // When
        a.sql("DELETE FROM p");
        system.deliver();

        // Then
        assertThat(top()).isEqualTo("applied 2 0 " + BELOW);
        assertThat(deletion().state()).isEqualTo(Deletion.State.FAILED);
        assertThat(deletion().reason()).isEqualTo("cp: " + BELOW);
        assertThat(deletion().settledAt()).isNull();

        // And when what has refused it is gone and it is replayed
        d.sql("DROP TRIGGER keep ON g");
        assertThat(d.deadLetters().newest(null, null, 10)).isNotEmpty().allSatisfy(letter -> assertThat(
                        d.deadLetters().replay(letter.id()))
                .isInstanceOf(Outcome.Resolved.class));
        system.deliver();
        assertThat(top()).isEqualTo("settled 2 3");
        assertThat(deletion().state()).isEqualTo(Deletion.State.SETTLED);
        assertThat(deletion().reason()).isNull();
        assertThat(deletion().rows()).isEqualTo(5);
        assertThat(deletion().settledAt()).isNotNull();
    }

    @Test
    void whatIsGivenUpBelowEndsTheDeletionAsFailed() {
        // Given
        refuse();
        a.sql("DELETE FROM p");
        system.deliver();
        UUID failed = b.values(UUID.class, "SELECT event_id FROM cascade.delivery WHERE state = 'failed'")
                .get(0);

        // When
        Reports reports = new Reports("d");
        reports.add("b", new Settlements("d", system.contracts()).discarded(failed, "gc", "they were kept on purpose"));
        reports.write(d.dsl());
        system.deliver();

        // Then
        String reason = "d, gc, given up: they were kept on purpose";
        assertThat(top()).startsWith("discarded 2 ").endsWith(reason);
        assertThat(deletion().state()).isEqualTo(Deletion.State.FAILED);
        assertThat(deletion().reason()).isEqualTo("cp: " + reason);
        assertThat(deletion().relationships().get(0).eventsDiscarded()).isOne();
        assertThat(b.count("cascade.settlement")).isZero();
    }

    @Test
    void whoIsAskedAgainSaysHowItStandsAndDoesNothing() {
        // Given the level below has not answered
        system.losing(record -> record.topic().equals("cascade.b.acks"));
        a.sql("DELETE FROM p");
        List<ConsumerRecord<byte[], byte[]>> original = a.takeOutbox();
        b.take(original);
        List<ConsumerRecord<byte[], byte[]>> lost = b.takeOutbox();
        assertThat(lost).isNotEmpty();

        // When
        a.sql("INSERT INTO p VALUES (1)");
        b.take(a.takeOutbox());
        b.sql("INSERT INTO c VALUES (12, 1)");
        b.take(List.of(again(original.get(0))));
        system.deliver();

        // Then
        assertThat(b.values(Integer.class, "SELECT id FROM c")).containsExactly(12);
        assertThat(top()).isEqualTo("applied 2 0");

        // And when the level below has
        system.losing(record -> false);
        d.take(lost);
        system.deliver();
        a.sql("UPDATE cascade.delivery SET state = 'applied', settled_at = NULL");
        b.take(List.of(again(original.get(0))));
        system.deliver();
        assertThat(b.values(Integer.class, "SELECT id FROM c")).containsExactly(12);
        assertThat(top()).isEqualTo("settled 2 3");
    }

    @Test
    void whoIsAskedAgainForADeadLetterSaysThatItFailed() {
        // Given
        refuse();
        b.sql("DELETE FROM c WHERE id = 10");
        List<ConsumerRecord<byte[], byte[]>> original = b.takeOutbox();
        d.take(original);
        d.takeOutbox();

        // When
        d.take(List.of(again(original.get(0))));
        b.take(d.takeOutbox());

        // Then
        assertThat(b.values(String.class, "SELECT concat_ws(' ', state, reason) FROM cascade.delivery"))
                .containsExactly("failed SQLSTATE P0001: this one stays");
        assertThat(d.count("cascade.dead_letter")).isOne();
    }

    private void refuse() {
        d.sql(
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'this one stays'; END $$",
                "CREATE TRIGGER keep BEFORE DELETE ON g FOR EACH ROW WHEN (OLD.id = 101) EXECUTE FUNCTION keep()");
    }

    private String top() {
        return a.values(String.class, "SELECT concat_ws(' ', state, rows, rows_below, reason) FROM cascade.delivery")
                .get(0);
    }

    private Deletion deletion() {
        return a.deletions()
                .find(a.values(UUID.class, "SELECT id FROM cascade.deletion").get(0))
                .orElseThrow();
    }

    /** As the watchdog sends it. */
    private static ConsumerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> original) {
        String payload = new String(original.value(), StandardCharsets.UTF_8);
        String type = new String(original.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
        List<String> relationships =
                EventCodec.keys(EventType.of(type).orElseThrow(), payload).relationships();
        ConsumerRecord<byte[], byte[]> again = new ConsumerRecord<>(
                original.topic(),
                original.partition(),
                original.offset() + 1_000_000,
                original.key(),
                Redelivery.of(payload, relationships, key -> true).getBytes(StandardCharsets.UTF_8));
        original.headers().forEach(header -> again.headers().add(header));
        return again;
    }
}
