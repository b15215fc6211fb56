/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.header;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Gives every answer, errors and files included, what a browser needs to know. Only as the headers are sent and only where there is
 * none of the name: the console has a policy of its own, a resource may say how long its answer keeps, and two of them would count both.
 */
@Singleton
class SecurityHeaders {

    private static final String POLICY = "Content-Security-Policy";

    /** Swagger UI starts by a script in its page, and draws by styles. Nothing else of it comes from the page. */
    private static final String SWAGGER_UI = "/q/swagger-ui";

    private static final String SWAGGER_UI_POLICY =
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** An answer of the API is data: nothing of it may run, load or be shown in a frame. */
    private static final String DATA_POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-store");

    private static final int BEFORE_ALL_OTHERS = 1000;

    void register(@Observes Filters filters) {
        filters.register(SecurityHeaders::handle, BEFORE_ALL_OTHERS);
    }

    private static void handle(RoutingContext exchange) {
        exchange.addHeadersEndHandler(sent -> complete(exchange));
        exchange.next();
    }

    private static void complete(RoutingContext exchange) {
        MultiMap headers = exchange.response().headers();
        boolean swaggerUi = exchange.normalizedPath().startsWith(SWAGGER_UI);
        setIfAbsent(headers, POLICY, swaggerUi ? SWAGGER_UI_POLICY : DATA_POLICY);
        ALWAYS.forEach((name, value) -> setIfAbsent(headers, name, value));
    }

    private static void setIfAbsent(MultiMap headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
