/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.contracts.Contracts;
import io.cascade.engine.testing.OperationsGuide;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import org.junit.jupiter.api.Test;

/** How the operations guide in deploy/README.md takes a relationship away. */
class TakenAwayTest {

    private static final String GOING =
            "orders-customer: customer-service.customers(id integer) <- order-service.orders(customer_id) CASCADE";
    private static final String STAYING =
            "cards-customer: customer-service.customers(id integer) <- card-service.cards(customer_id) CASCADE";

    private static final Contracts BEFORE = TestContracts.of(GOING, STAYING);
    private static final Contracts AFTER = TestContracts.of(STAYING);

    private final TestService customers = new TestService("customer-service", BEFORE)
            .sql("CREATE TABLE customers (id integer PRIMARY KEY)")
            .install();
    private final TestService orders = new TestService("order-service", BEFORE)
            .sql("CREATE TABLE orders (customer_id integer)", "CREATE INDEX ON orders (customer_id)")
            .install();

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
        orders.sql("INSERT INTO orders VALUES (7)");
        customers.sql("DELETE FROM customers WHERE id = 2");
        assertThat(customers.values(String.class, "SELECT relationship FROM cascade.delivery"))
                .containsOnly("cards-customer");
    }
}
