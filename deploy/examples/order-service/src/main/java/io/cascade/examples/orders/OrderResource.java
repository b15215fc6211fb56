/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.examples.orders;

import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Orders by REST. */
@Path("/orders")
public class OrderResource {

    /** What a caller says of an order. */
    public record NewOrder(long customerId) {}

    private final EntityManager orders;

    OrderResource(EntityManager orders) {
        this.orders = orders;
    }

    @POST
    @Transactional
    public Response place(NewOrder placed) {
        Order order = new Order(placed.customerId());
        orders.persist(order);
        return Response.status(Response.Status.CREATED).entity(order).build();
    }

    @GET
    public List<Order> list(@QueryParam("customerId") long customerId) {
        return orders.createQuery("FROM Order WHERE customerId = :customer ORDER BY id", Order.class)
                .setParameter("customer", customerId)
                .getResultList();
    }
}
