/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.testkit.CascadeStack;
import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The example of deploy/testkit/README.md. */
@CascadeStack(contracts = "src/test/shop")
class ShopOrdersIT {

    private static final String ADA = "00000000-0000-0000-0000-00000000000a";
    private static final String BO = "00000000-0000-0000-0000-00000000000b";

    private final RunningStack stack;

    ShopOrdersIT(RunningStack stack) {
        this.stack = stack;
    }

    @Test
    void theOrdersOfADeletedCustomerGoAndNoOthers() throws SQLException {
        // Given
        run("customer-service", "INSERT INTO customers VALUES ('" + ADA + "', 'Ada'), ('" + BO + "', 'Bo')");
        stack.awaitKeys("orders-customer");
        run(
                "order-service",
                "INSERT INTO orders (customer_id) VALUES ('" + ADA + "'), ('" + ADA + "'), ('" + BO + "')");

        // When
        run("customer-service", "DELETE FROM customers WHERE name = 'Ada'");
        stack.awaitApplied();

        // Then
        assertThat(orders(ADA)).isZero();
        assertThat(orders(BO)).isEqualTo(1);
    }

    private void run(String service, String sql) throws SQLException {
        try (Connection connection = stack.service(service).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int orders(String customer) throws SQLException {
        StackService orders = stack.service("order-service");
        try (Connection connection = orders.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT count(*) FROM orders WHERE customer_id = '" + customer + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Nested classes have the stack of the class around them. */
    @Nested
    class OfNobody {

        @Test
        void anOrderIsRefused() {
            assertThatThrownBy(
                            () -> run("order-service", "INSERT INTO orders (customer_id) VALUES (gen_random_uuid())"))
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .isEqualTo("23503");
        }
    }
}
