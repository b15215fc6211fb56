/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import io.cascade.quarkus.config.CascadeConfig;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Paths of the gateway that lead to this service itself: no request over the network, and no URL needed for it. */
@Singleton
class OwnService {

    private final String prefix;

    OwnService(CascadeConfig config) {
        this.prefix = "/services/" + config.service() + "/";
    }

    void route(@Observes Router router) {
        router.route(prefix + "*").order(Integer.MIN_VALUE).handler(this::reroute);
    }

    private void reroute(RoutingContext request) {
        String path = request.request().path();
        String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
        if (GatewayPaths.forwards(request.request().method().name(), rest)) {
            String query = request.request().query();
            request.reroute("/" + rest + (query == null ? "" : "?" + query));
        } else {
            request.next();
        }
    }
}
