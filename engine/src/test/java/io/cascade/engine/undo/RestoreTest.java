/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Propagation;
import io.cascade.contracts.event.Restoration.Refusal;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A deletion over three services, with local tables on the way, is taken back. */
class RestoreTest {

    private static final Contracts CONTRACTS = TestContracts.of(
            "orders: shop.customers(id bigint) <- sale.orders(customer) CASCADE retain P30D",
            "notes: shop.customers(id bigint) <- sale.notes(customer) SET NULL retain P30D",
            "parcels: sale.orders(id bigint) <- mail.parcels(order_id) CASCADE retain P30D",
            "stamps: sale.orders(id bigint) <- mail.stamps(order_id) CASCADE retain P30D");

    private final TestSystem system = new TestSystem(CONTRACTS);
    private final TestService shop = system.service("shop");
    private final TestService sale = system.service("sale");
    private final TestService mail = system.service("mail");

    @BeforeEach
    void install() {
        shop.sql(
                "CREATE TABLE customers (id bigint PRIMARY KEY, name text)",
                "CREATE TABLE addresses (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customers ON DELETE CASCADE)",
                "CREATE TABLE friends (id bigint PRIMARY KEY, friend bigint REFERENCES customers ON DELETE SET NULL, text text)",
                "CREATE INDEX ON addresses (customer)");
        sale.sql(
                "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL)",
                "CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,"
                        + " up bigint REFERENCES lines ON DELETE CASCADE)",
                "CREATE TABLE notes (id bigint PRIMARY KEY, customer bigint, text text)",
                "CREATE INDEX ON orders (customer)",
                "CREATE INDEX ON lines (order_id)",
                "CREATE INDEX ON lines (up)",
                "CREATE INDEX ON notes (customer)");
        mail.sql(
                "CREATE TABLE parcels (id bigint PRIMARY KEY, order_id bigint)",
                "CREATE TABLE stamps (id bigint PRIMARY KEY, order_id bigint, code text UNIQUE,"
                        + " parcel bigint REFERENCES parcels)",
                "CREATE INDEX ON parcels (order_id)",
                "CREATE INDEX ON stamps (order_id)");
        system.install();
        shop.sql(
                "INSERT INTO customers SELECT g, 'c' || g FROM generate_series(1, 40) g",
                "INSERT INTO addresses SELECT g, g % 40 + 1 FROM generate_series(1, 60) g",
                "INSERT INTO friends SELECT g, g, 'f' FROM generate_series(1, 40) g");
        system.deliver();
        sale.sql(
                "INSERT INTO orders SELECT g, g % 40 + 1 FROM generate_series(1, 200) g",
                "INSERT INTO lines SELECT g, g % 200 + 1, NULLIF(g % 3, 0) FROM generate_series(1, 900) g",
                "INSERT INTO notes SELECT g, g % 40 + 1, 'n' FROM generate_series(1, 80) g");
        system.deliver();
        mail.sql(
                "INSERT INTO parcels SELECT g, g % 200 + 1 FROM generate_series(1, 500) g",
                "INSERT INTO stamps SELECT g, g % 200 + 1, 'code' || g FROM generate_series(1, 500) g");
    }

    @Test
    void allRowsOfAllServicesAreAsBefore() {
        // Given
        Map<String, List<String>> before = contents();
        UUID deletion = delete("id <= 20");
        assertThat(contents()).isNotEqualTo(before);
        assertThat(sale.count("notes WHERE customer IS NULL")).isEqualTo(40);

        // When
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        assertThat(undo().restore(deletion)).isInstanceOf(RestoreResult.Refused.class);
        deliver();

        // Then
        assertIs(before);
        RestorationProgress progress =
                Restorations.progress(shop.dsl(), deletion).orElseThrow();
        assertThat(progress.state()).isEqualTo(RestorationProgress.State.RESTORED);
        assertThat(progress.refusals()).isEmpty();
        assertThat(progress.rows()).isGreaterThan(500);
        for (TestService service : system.services()) {
            assertThat(service.count("cascade.retained_row")).isZero();
            assertThat(service.count("cascade.restoration_task WHERE state <> 'done'"))
                    .isZero();
        }
        assertThat(undo().restore(deletion))
                .isEqualTo(new RestoreResult.Refused(List.of("it has been restored already")));

        // When it goes once more
        UUID again = delete("id <= 20");
        assertThat(sale.count("orders WHERE customer <= 20")).isZero();
        assertThat(undo().restore(again)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertIs(before);
    }

    @Test
    void whatArrivesTwiceChangesNothing() {
        // Given
        Map<String, List<String>> before = contents();
        system.repeating(2);
        UUID deletion = delete("id % 2 = 0");

        // When
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertIs(before);
        assertThat(progress(deletion).refusals()).isEmpty();
    }

    @Test
    void childrenThatStayedGetTheirParentBackUnlessTheyHaveAnotherByThen() {
        // Given
        Map<String, List<String>> before = contents();
        sale.sql("ALTER TABLE orders ALTER customer DROP NOT NULL");
        UUID deletion = shop.dsl().transactionResult(configuration -> {
            UUID id = shop.deletions().open(configuration.dsl(), Propagation.ORPHAN);
            configuration.dsl().execute("DELETE FROM customers WHERE id <= 2");
            return id;
        });
        system.deliver();
        assertThat(sale.count("orders WHERE customer IS NULL")).isEqualTo(10);
        sale.sql("UPDATE orders SET customer = 7 WHERE id = 40");

        // When
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertThat(progress(deletion).state()).isEqualTo(RestorationProgress.State.PARTIAL);
        assertThat(progress(deletion).refusals())
                .containsExactly(
                        new Refusal("sale", "orders", "rows of public.orders are gone, or refer to others by now", 1));
        sale.sql("UPDATE orders SET customer = 1 WHERE id = 40");
        assertIs(before);
    }

    @Test
    void nothingChangesWhereTheParentsThemselvesCannotComeBack() {
        // Given
        UUID deletion = delete("id <= 3");
        shop.sql("INSERT INTO customers VALUES (3, 'somebody else')");
        deliver();
        Map<String, List<String>> between = contents();

        // When
        RestoreResult result = undo().restore(deletion);
        deliver();

        // Then
        assertThat(result)
                .isEqualTo(
                        new RestoreResult.Refused(List.of("other rows have taken keys or values of 'customers_pkey'")));
        assertIs(between);
        assertThat(shop.count("cascade.retained_row")).isPositive();

        // When
        shop.sql("ALTER TABLE customers RENAME name TO title");
        assertThat(undo().restore(deletion))
                .isEqualTo(new RestoreResult.Refused(List.of("the columns of public.customers have changed: name")));
        shop.sql("ALTER TABLE customers RENAME title TO name", "DELETE FROM customers WHERE id = 3");
        system.deliver();
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertThat(shop.count("customers")).isEqualTo(40);
        assertThat(progress(deletion).state()).isEqualTo(RestorationProgress.State.RESTORED);
    }

    @Test
    void rowsThatCannotComeBackAreToldAndKeptForAnotherTry() {
        // Given
        Map<String, List<String>> before = contents();
        UUID deletion = delete("id = 5");
        sale.sql("ALTER TABLE notes DROP COLUMN text");
        long stamps = 500 - mail.count("stamps");
        String code = mail.values(
                        String.class,
                        "SELECT row ->> 'code' FROM cascade.retained_row WHERE relationship = 'stamps' LIMIT 1")
                .get(0);
        mail.sql("INSERT INTO stamps (id, code) VALUES (9999, '" + code + "')");

        // When
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertThat(progress(deletion).state()).isEqualTo(RestorationProgress.State.PARTIAL);
        assertThat(progress(deletion).refusals())
                .containsExactly(
                        new Refusal("mail", "stamps", "other rows have taken keys or values of 'stamps_code_key'", 1));
        assertThat(mail.count("stamps")).isEqualTo(500);
        assertThat(stamps).isGreaterThan(1);
        assertThat(mail.count("cascade.retained_row")).isEqualTo(1);

        // When
        mail.sql("DELETE FROM stamps WHERE id = 9999");
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertThat(progress(deletion).state()).isEqualTo(RestorationProgress.State.RESTORED);
        sale.sql("ALTER TABLE notes ADD COLUMN text text", "UPDATE notes SET text = 'n'");
        assertIs(before);
    }

    @Test
    void rowsDoNotComeBackToAKeyThatIsSomebodyElsesByNow() {
        // Given
        Map<String, List<String>> before = contents();
        UUID deletion = delete("id = 5");
        sale.sql("INSERT INTO orders VALUES (4, 6)");
        system.deliver();

        // When
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertThat(progress(deletion).state()).isEqualTo(RestorationProgress.State.PARTIAL);
        assertThat(progress(deletion).refusals())
                .extracting(Refusal::relationship, Refusal::reason)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                "orders", "other rows have taken keys or values of 'orders_pkey'"),
                        org.assertj.core.groups.Tuple.tuple(
                                "orders", "the rows that they belong to have not come back"),
                        org.assertj.core.groups.Tuple.tuple(
                                "parcels", "the key that rows refer to by 'parcels' is another row's by now"));
        assertThat(sale.count("lines WHERE order_id = 4")).isZero();
        assertThat(mail.count("parcels WHERE order_id = 4")).isZero();
        assertThat(mail.count("parcels WHERE order_id = 44")).isPositive();

        // When
        sale.sql("DELETE FROM orders WHERE id = 4");
        system.deliver();
        assertThat(undo().restore(deletion)).isEqualTo(new RestoreResult.Begun());
        deliver();

        // Then
        assertIs(before);
        assertThat(progress(deletion).state()).isEqualTo(RestorationProgress.State.RESTORED);
    }

    @Test
    void anErasureLeavesNoCopyAnywhere() {
        // When
        shop.sql("BEGIN; SET LOCAL cascade.retain = 'off'; DELETE FROM customers WHERE id <= 20; COMMIT");
        system.deliver();

        // Then
        assertThat(sale.count("orders WHERE customer <= 20")).isZero();
        assertThat(mail.count("parcels")).isLessThan(500);
        for (TestService service : system.services()) {
            assertThat(service.count("cascade.retained_row")).isZero();
        }
        assertThat(sale.count("cascade.outbox WHERE type LIKE '%keys.deleted%' AND payload LIKE '%\"retain\":false%'"))
                .isEqualTo(sale.count("cascade.outbox WHERE type LIKE '%keys.deleted%'"))
                .isPositive();
        UUID deletion =
                shop.values(UUID.class, "SELECT id FROM cascade.deletion").get(0);
        assertThat(undo().restore(deletion))
                .isEqualTo(new RestoreResult.Refused(List.of("no copies were to be kept of it")));
    }

    @Test
    void onlyASettledDeletionOfThisServiceIsTakenBack() {
        // Given
        shop.sql("DELETE FROM customers WHERE id = 1");
        UUID deletion =
                shop.values(UUID.class, "SELECT id FROM cascade.deletion").get(0);

        // When / Then
        assertThat(undo().restore(UUID.randomUUID())).isEqualTo(new RestoreResult.Unknown());
        assertThat(undo().restore(deletion))
                .isEqualTo(new RestoreResult.Refused(
                        List.of("it has not settled yet; when dead letters hold it up, replay or discard them first")));
        system.deliver();
        assertThat(new Undo(sale.dsl(), "sale", CONTRACTS).restore(deletion))
                .isEqualTo(new RestoreResult.Refused(
                        List.of("it did not begin in this service; restore it where it did")));
        shop.sql("UPDATE cascade.retained_row SET retained_until = now() - interval '1 s'");
        assertThat(undo().restore(deletion))
                .isEqualTo(new RestoreResult.Refused(
                        List.of("no copies are there: no relationship of its tables keeps any, or they have expired")));

        // When
        RetainedRows.expire(shop.dsl());

        // Then
        assertThat(shop.count("cascade.retained_row")).isZero();
        assertThat(sale.count("cascade.retained_row")).isPositive();
    }

    @Test
    void deletesThatBelongToNoDeletionLeaveNoCopies() {
        // When
        shop.sql(
                "DELETE FROM addresses WHERE id <= 5",
                "UPDATE friends SET friend = NULL WHERE id <= 5",
                "BEGIN; DELETE FROM customers WHERE id > 1000; DELETE FROM addresses WHERE id <= 10; COMMIT");
        sale.sql("DELETE FROM notes WHERE id <= 5", "UPDATE notes SET customer = NULL WHERE id <= 10");

        // Then
        assertThat(shop.count("cascade.retained_row")).isZero();
        assertThat(sale.count("cascade.retained_row")).isZero();
    }

    private UUID delete(String condition) {
        UUID deletion = shop.dsl().transactionResult(configuration -> {
            UUID id = shop.deletions().open(configuration.dsl());
            assertThat(configuration.dsl().execute("DELETE FROM customers WHERE " + condition))
                    .isPositive();
            return id;
        });
        system.deliver();
        assertThat(shop.count("cascade.delivery WHERE state <> 'settled'")).isZero();
        return deletion;
    }

    private void deliver() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            system.deliver();
            return system.services().stream()
                    .allMatch(service -> service.count("cascade.restoration_task WHERE state <> 'done'") == 0);
        });
        system.deliver();
    }

    private RestorationProgress progress(UUID deletion) {
        return Restorations.progress(shop.dsl(), deletion).orElseThrow();
    }

    private Undo undo() {
        return new Undo(shop.dsl(), "shop", CONTRACTS);
    }

    private void assertIs(Map<String, List<String>> expected) {
        Map<String, List<String>> actual = contents();
        expected.forEach(
                (table, rows) -> assertThat(actual.get(table)).as(table).containsExactlyElementsOf(rows));
    }

    /** All rows of all services. */
    private Map<String, List<String>> contents() {
        Map<String, List<String>> contents = new TreeMap<>();
        Map.of(
                        shop, List.of("customers", "addresses", "friends"),
                        sale, List.of("orders", "lines", "notes"),
                        mail, List.of("parcels", "stamps"))
                .forEach((service, tables) -> tables.forEach(table -> contents.put(
                        table,
                        service.values(String.class, "SELECT t::text FROM " + table + " AS t ORDER BY t::text"))));
        return contents;
    }
}
