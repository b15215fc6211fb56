/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

/** Metrics tell how much there is of what; they are no resource, so no filter of resources sees them. */
@Singleton
class MetricsAccess {

    /** After the headers that every answer gets, before the metrics. */
    private static final int ORDER = -500;

    private final AccessGuard guard;

    MetricsAccess(AccessGuard guard) {
        this.guard = guard;
    }

    void route(@Observes Router router) {
        router.route("/q/metrics*").order(ORDER).blockingHandler(this::check);
    }

    private void check(RoutingContext exchange) {
        try {
            guard.admit(exchange.request().getHeader(HttpHeaders.AUTHORIZATION), Role.READER);
        } catch (HttpProblem problem) {
            refuse(exchange.response(), problem);
            return;
        }
        exchange.next();
    }

    private static void refuse(HttpServerResponse response, HttpProblem problem) {
        problem.getHeaders().forEach((name, value) -> response.putHeader(name, String.valueOf(value)));
        response.setStatusCode(problem.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(new JsonObject()
                        .put("type", String.valueOf(problem.getType()))
                        .put("title", problem.getTitle())
                        .put("status", problem.getStatusCode())
                        .put("detail", problem.getDetail())
                        .encode());
    }
}
