/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.trace;

import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.engine.trace.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Makes the caller's trace the current one where OpenTelemetry does not do it because it is off: a service without an exporter
 * must not be where a trace ends.
 */
final class CallersTrace {

    private static final String SCOPE = CallersTrace.class.getName();

    @ServerRequestFilter
    void begin(ContainerRequestContext request) {
        if (Span.current().getSpanContext().isValid()) {
            return;
        }
        Context caller = TraceContext.parse(request.getHeaderString(CloudEventHeaders.TRACEPARENT));
        if (Span.fromContext(caller).getSpanContext().isValid()) {
            request.setProperty(SCOPE, caller.makeCurrent());
        }
    }

    @ServerResponseFilter
    void end(ContainerRequestContext request) {
        if (request.getProperty(SCOPE) instanceof Scope scope) {
            scope.close();
        }
    }
}
