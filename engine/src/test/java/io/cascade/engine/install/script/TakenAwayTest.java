/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.OperationsGuide;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the operations guide in deploy/README.md takes a relationship away. */
class TakenAwayTest {

    private static final String GOING =
            "orders-customer: customer-service.customers(id integer) <- order-service.orders(customer_id) ";
    private static final String OF_ALL_KINDS = "RESTRICT\ncheck: eventual\ndeleteOrphan: true";
    private static final String STAYING =
            "cards-customer: customer-service.customers(id integer) <- card-service.cards(customer_id) CASCADE";
    private static final String OF_ANOTHER_TABLE =
            "visits-shop: customer-service.shops(id integer) <- visit-service.visits(shop_id) CASCADE";

    private static final Contracts BEFORE = TestContracts.of(GOING + "CASCADE", STAYING);
    private static final Contracts AFTER = TestContracts.of(STAYING);

    private final TestService customers = TestService.migrated("customer-service", BEFORE)
            .sql("CREATE TABLE customers (id integer PRIMARY KEY)", "CREATE TABLE shops (id integer PRIMARY KEY)")
            .install();
    private final TestService orders = TestService.migrated("order-service", BEFORE)
            .sql("CREATE TABLE orders (customer_id integer)", "CREATE INDEX ON orders (customer_id)")
            .install();

    /** A slot is the server's, not the database's. */
    @AfterEach
    void uninstall() {
        new UninstallScript("customer-service").statements().forEach(customers::sql);
    }

    @Test
    void removingTheContractAloneLeavesTheRelationshipAsItIs() {
        // When
        customers.under(AFTER).install().sql("INSERT INTO customers VALUES (1)", "DELETE FROM customers");

        // Then
        assertThat(customers.count("cascade.delivery WHERE relationship = 'orders-customer' AND state = 'pending'"))
                .isEqualTo(1);
    }

    @Test
    void theStatementsOfTheGuideLeaveNothingOfIt() {
        // Given
        customers.sql("INSERT INTO customers VALUES (1), (2)");
        orders.receive(customers.takeOutbox());
        orders.sql("INSERT INTO orders VALUES (2)");
        customers.sql("DELETE FROM customers WHERE id = 1");

        // When
        orders.sql(OperationsGuide.statements("take away at the child"));
        customers.sql(new InstallScript("customer-service", AFTER).statements().toArray(String[]::new));
        customers.sql(OperationsGuide.statements("take away at the parent"));

        // Then
        assertThat(left(orders)).isEmpty();
        orders.sql("INSERT INTO orders VALUES (7)");
        customers.sql("DELETE FROM customers WHERE id = 2");
        assertThat(customers.values(String.class, "SELECT relationship FROM cascade.delivery"))
                .containsOnly("cards-customer");
        assertThat(customers.values(String.class, "SELECT name FROM cascade.relationship"))
                .containsExactly("cards-customer");
    }

    @Test
    void norOfOneWithAVoteWithAnEventualCheckAndWithOrphansToDelete() {
        // Given
        Contracts ofAllKinds = TestContracts.of(GOING + OF_ALL_KINDS, STAYING);
        customers.under(ofAllKinds).install().sql("INSERT INTO customers VALUES (1)");
        orders.under(ofAllKinds).install();
        assertThat(left(orders)).hasSize(10);
        assertThatThrownBy(() -> customers.sql("DELETE FROM customers"))
                .hasStackTraceContaining("needs the consent of other services");

        // When
        orders.sql(OperationsGuide.statements("take away at the child"));
        customers.sql(new InstallScript("customer-service", AFTER).statements().toArray(String[]::new));
        customers.sql(OperationsGuide.statements("take away at the parent"));

        // Then
        assertThat(left(orders)).isEmpty();
        orders.sql("INSERT INTO orders VALUES (7)", "UPDATE orders SET customer_id = NULL");
        assertThat(orders.count("orders")).isEqualTo(1);
        customers.sql("DELETE FROM customers");
        assertThat(customers.values(String.class, "SELECT relationship FROM cascade.delivery"))
                .containsExactly("cards-customer");
    }

    @Test
    void theLastOneOfATableTakesTheTriggersAlongThatTheScriptLeaves() {
        // Given
        Contracts last = TestContracts.of(OF_ANOTHER_TABLE);
        customers.under(last).install();
        customers.sql("INSERT INTO shops VALUES (1)");
        customers.sql(new InstallScript("customer-service", last).statements().toArray(String[]::new));
        assertThat(triggers(customers, "customers")).hasSize(4);

        // When
        customers.sql(OperationsGuide.statements("take away the last at the parent"));
        customers.sql(OperationsGuide.statements("take away at the parent"));

        // Then
        assertThat(triggers(customers, "customers")).isEmpty();
        customers.sql("INSERT INTO customers VALUES (1)", "DELETE FROM customers", "DELETE FROM shops");
        assertThat(customers.values(String.class, "SELECT relationship FROM cascade.delivery"))
                .containsExactly("visits-shop");
    }

    /** What a child's database has of the relationship beside the key replica. */
    private static List<String> left(TestService service) {
        List<String> left = new ArrayList<>(triggers(service, "orders"));
        left.addAll(
                service.values(
                        String.class,
                        "SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace('cascade') AND proname ~ 'orders-customer'"));
        left.addAll(service.values(
                String.class,
                "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'orders'::regclass"));
        left.addAll(service.values(String.class, "SELECT role FROM cascade.relationship"));
        return left;
    }

    private static List<String> triggers(TestService service, String table) {
        return service.values(
                String.class,
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '" + table + "'::regclass");
    }
}
