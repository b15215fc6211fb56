/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.event.Delivery;
import io.cascade.contracts.event.EventCodec;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That an event settles when, and only when, nothing that it has caused is open: once, however the graph looks. */
class SettlementTest {

    private static final String TOP =
            "SELECT concat_ws(' ', relationship, state, rows, rows_below, reason) FROM cascade.delivery ORDER BY 1";

    private static TestSystem chain() {
        TestSystem system = new TestSystem(TestContracts.of(
                "cp: a.p(id integer) <- b.c(p) CASCADE",
                "gc: b.c(id integer) <- d.g(c) CASCADE",
                "hg: d.g(id integer) <- e.h(g) CASCADE"));
        table(system, "a", "CREATE TABLE p (id integer PRIMARY KEY)");
        table(system, "b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        table(system, "d", "CREATE TABLE g (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON g (c)");
        table(system, "e", "CREATE TABLE h (id integer PRIMARY KEY, g integer)", "CREATE INDEX ON h (g)");
        system.install();
        fill(system, "a", "INSERT INTO p VALUES (1), (2), (3)");
        fill(system, "b", "INSERT INTO c VALUES (10, 1), (11, 1), (20, 2)");
        fill(system, "d", "INSERT INTO g VALUES (100, 10), (101, 10), (110, 11), (200, 20)");
        fill(system, "e", "INSERT INTO h VALUES (1, 100), (2, 100), (3, 110), (4, 200)");
        return system;
    }

    private static void table(TestSystem system, String service, String... ddl) {
        system.service(service).sql(ddl);
    }

    private static void fill(TestSystem system, String service, String sql) {
        system.service(service).sql(sql);
        system.deliver();
    }

    @Test
    void everyLevelSettlesOnceAndTheTopKnowsTheRowsOfAllLevels() {
        // Given
        TestSystem system = chain();

        // When
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();

        // Then
        assertThat(deliveries(system, "a")).containsExactly("cp settled 2 6");
        assertThat(reports(system, "b", Delivery.State.APPLIED)).isOne();
        assertThat(reports(system, "b", Delivery.State.SETTLED)).isOne();
        assertThat(reports(system, "d", Delivery.State.SETTLED))
                .isEqualTo(system.service("b").count("cascade.delivery"));
        assertNothingWaits(system);
        assertThat(system.service("a")
                        .values(
                                String.class,
                                "SELECT subject || ' ' || keys || coalesce(cause_event::text, ' no cause')"
                                        + " FROM cascade.delivery"))
                .containsExactly("public.p 1 no cause");
    }

    @Test
    void itIsNotSettledBeforeTheLastLevelIs() {
        // Given
        TestSystem system = chain().losing(record -> record.topic().equals("cascade.d.public.g"));

        // When
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();

        // Then
        assertThat(deliveries(system, "a")).containsExactly("cp applied 2 0");
        assertThat(deliveries(system, "b").get(0)).contains("gc applied");
        assertThat(system.service("b").count("cascade.settlement")).isOne();

        // And when it is
        system.losing(record -> false);
        system.service("d").allOutboxAgain();
        system.deliver();
        assertThat(deliveries(system, "a")).containsExactly("cp settled 2 6");
        assertNothingWaits(system);
    }

    @Test
    void whoHasNobodyBelowSettlesInOneMessage() {
        // Given
        TestSystem system = chain();
        long before = messages(system, "e");

        // When
        system.service("d").sql("DELETE FROM g WHERE id = 200");
        system.deliver();

        // Then
        assertThat(messages(system, "e") - before).isOne();
        assertThat(reports(system, "e", Delivery.State.APPLIED)).isZero();
        assertThat(deliveries(system, "d")).containsExactly("hg settled 1 0");
    }

    @Test
    void aDeleteThatFindsNothingToDeleteSettlesInOneMessageToo() {
        // Given
        TestSystem system = chain();
        long before = messages(system, "b");

        // When
        system.service("a").sql("DELETE FROM p WHERE id = 3");
        system.deliver();

        // Then
        assertThat(messages(system, "b") - before).isOne();
        assertThat(deliveries(system, "a")).containsExactly("cp settled 0 0");
    }

    @Test
    void aDiamondSettlesOnceByEachOfItsSides() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of(
                "l: a.p(id integer) <- b.l(p) CASCADE",
                "r: a.p(id integer) <- b.r(p) CASCADE",
                "xl: b.l(id integer) <- d.x(l) CASCADE",
                "xr: b.r(id integer) <- d.x(r) CASCADE"));
        table(system, "a", "CREATE TABLE p (id integer PRIMARY KEY)");
        table(
                system,
                "b",
                "CREATE TABLE l (id integer PRIMARY KEY, p integer)",
                "CREATE INDEX ON l (p)",
                "CREATE TABLE r (id integer PRIMARY KEY, p integer)",
                "CREATE INDEX ON r (p)");
        table(system, "d", "CREATE TABLE x (l integer, r integer)", "CREATE INDEX ON x (l)", "CREATE INDEX ON x (r)");
        system.install();
        fill(system, "a", "INSERT INTO p VALUES (1)");
        fill(system, "b", "INSERT INTO l VALUES (1, 1); INSERT INTO r VALUES (1, 1), (2, 1)");
        fill(system, "d", "INSERT INTO x VALUES (1, 1), (1, NULL), (NULL, 2)");

        // When
        system.service("a").sql("DELETE FROM p");
        system.deliver();

        // Then every row is counted once, by the side that came first
        assertThat(deliveries(system, "a")).allMatch(each -> each.contains("settled"));
        assertThat(system.service("a").values(Long.class, "SELECT sum(rows)::bigint FROM cascade.delivery"))
                .containsExactly(3L);
        assertThat(system.service("a").values(Long.class, "SELECT sum(rows_below)::bigint FROM cascade.delivery"))
                .containsExactly(3L);
        assertThat(reports(system, "b", Delivery.State.SETTLED)).isEqualTo(2);
        assertNothingWaits(system);
    }

    @Test
    void aCycleSettlesWhenItHasRunOut() {
        // Given
        TestSystem system = new TestSystem(
                TestContracts.of("ca: a.p(id integer) <- b.c(p) CASCADE", "ac: b.c(id integer) <- a.p(c) CASCADE"));
        table(system, "a", "CREATE TABLE p (id integer PRIMARY KEY, c integer)", "CREATE INDEX ON p (c)");
        table(system, "b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)");
        system.install();
        fill(system, "a", "INSERT INTO p VALUES (1, NULL)");
        fill(system, "b", "INSERT INTO c VALUES (1, 1)");
        fill(system, "a", "INSERT INTO p VALUES (2, 1)");
        fill(system, "b", "INSERT INTO c VALUES (2, 2)");
        fill(system, "a", "UPDATE p SET c = 2 WHERE id = 1");

        // When
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();

        // Then
        assertThat(system.service("a").count("p") + system.service("b").count("c"))
                .isZero();
        assertThat(system.service("a")
                        .values(
                                String.class,
                                "SELECT concat_ws(' ', state, rows, rows_below) FROM cascade.delivery"
                                        + " WHERE cause_event IS NULL"))
                .containsExactly("settled 1 2");
        assertNothingWaits(system);
    }

    @Test
    void aSelfReferenceSettlesLevelByLevel() {
        // Given
        TestSystem system = new TestSystem(TestContracts.of("up: a.p(id integer) <- a.p(parent) CASCADE"));
        table(system, "a", "CREATE TABLE p (id integer PRIMARY KEY, parent integer)", "CREATE INDEX ON p (parent)");
        system.install();
        for (int i = 1; i <= 5; i++) {
            fill(system, "a", "INSERT INTO p VALUES (" + i + ", " + (i == 1 ? "NULL" : i - 1) + ")");
        }

        // When
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();

        // Then
        assertThat(system.service("a")
                        .values(
                                String.class,
                                "SELECT concat_ws(' ', state, rows, rows_below) FROM cascade.delivery"
                                        + " ORDER BY created_at"))
                .containsExactly("settled 1 3", "settled 1 2", "settled 1 1", "settled 1 0", "settled 0 0");
        assertNothingWaits(system);
    }

    @Test
    void nothingIsCountedTwiceWhenEverythingArrivesThreeTimes() {
        // Given
        TestSystem system = chain().repeating(3);

        // When
        system.service("a").sql("DELETE FROM p");
        system.deliver();

        // Then
        assertThat(system.service("a")
                        .values(
                                Long.class,
                                "SELECT sum(rows + rows_below)::bigint FROM cascade.delivery"
                                        + " WHERE state = 'settled'"))
                .containsExactly(11L);
        assertNothingWaits(system);
    }

    @Test
    void aReportThatIsRolledBackIsMadeAgain() {
        // Given
        TestSystem system = chain().losing(record -> record.topic().equals("cascade.b.acks"));
        TestService b = system.service("b");
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();
        b.sql(
                "CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$",
                "CREATE TRIGGER crash BEFORE INSERT ON cascade.outbox_default FOR EACH ROW EXECUTE FUNCTION crash()");
        List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> reports =
                system.service("d").allOutbox();

        // When
        assertThatThrownBy(() -> b.take(reports)).hasStackTraceContaining("crash");

        // Then nothing of it is there
        assertThat(deliveries(system, "b")).allMatch(each -> each.contains("pending"));
        assertThat(b.count("cascade.settlement")).isOne();

        // And when they come again
        b.sql("DROP TRIGGER crash ON cascade.outbox_default");
        b.take(reports);
        system.losing(record -> false);
        system.deliver();
        assertThat(deliveries(system, "a")).containsExactly("cp settled 2 6");
        assertNothingWaits(system);
    }

    @Test
    void whatIsEndedByHandIsNoticed() {
        // Given
        TestSystem system = chain().losing(record -> record.topic().equals("cascade.b.acks"));
        system.service("a").sql("DELETE FROM p WHERE id = 1");
        system.deliver();
        TestService b = system.service("b");

        // When
        b.sql("UPDATE cascade.delivery SET state = 'settled', settled_at = now()");
        new Settlements("b", system.contracts()).overlooked(b.dsl());
        system.deliver();

        // Then
        assertThat(deliveries(system, "a").get(0)).startsWith("cp settled 2");
        assertNothingWaits(system);
    }

    private static List<String> deliveries(TestSystem system, String service) {
        return system.service(service).values(String.class, TOP);
    }

    private static void assertNothingWaits(TestSystem system) {
        system.services().forEach(service -> {
            assertThat(service.count("cascade.settlement")).as(service.name()).isZero();
            assertThat(service.count("cascade.delivery WHERE state <> 'settled'"))
                    .as(service.name())
                    .isZero();
        });
    }

    private static long messages(TestSystem system, String service) {
        return system.service(service).count("cascade.outbox WHERE type LIKE '%deliveries.reported%'");
    }

    /** How many deliveries the service has reported to be so. */
    private static long reports(TestSystem system, String service, Delivery.State state) {
        return system
                .service(service)
                .values(String.class, "SELECT payload FROM cascade.outbox WHERE type LIKE '%deliveries.reported%'")
                .stream()
                .flatMap(payload -> EventCodec.deliveries(payload).stream())
                .filter(delivery -> delivery.state() == state)
                .map(delivery -> delivery.event() + delivery.relationship())
                .count();
    }
}
