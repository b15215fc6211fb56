/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.examples.orders;

import jakarta.ws.rs.core.Response;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The answer to a violated foreign key, as it was when customers were in the same database. */
class UnknownCustomer {

    @ServerExceptionMapper
    Response conflict(ConstraintViolationException violated) {
        return Response.status(Response.Status.CONFLICT)
                .entity("There is no such customer")
                .build();
    }
}
