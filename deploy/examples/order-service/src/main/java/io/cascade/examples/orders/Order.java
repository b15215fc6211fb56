/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.examples.orders;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** What a customer has ordered. */
@Entity
@Table(name = "orders")
public class Order {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "customer_id", nullable = false)
    private long customerId;

    /** For Hibernate. */
    protected Order() {}

    Order(long customerId) {
        this.customerId = customerId;
    }

    public @Nullable Long getId() {
        return id;
    }

    public long getCustomerId() {
        return customerId;
    }
}
