/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

/**
 * Makes a span of every traced event that is applied, as a child of the one that caused it. Without an SDK there are no
 * spans, and the trace context is passed on all the same. An event without a trace begins none.
 */
public final class Tracing {

    /** Passes on what comes, and makes no spans. */
    public static final Tracing NONE = new Tracing(OpenTelemetry.noop());

    private final Tracer tracer;

    public Tracing(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("io.cascade.engine");
    }

    /** For the events of one transaction. To be closed when that has ended. */
    public TracedEvents events() {
        return new TracedEvents(tracer);
    }
}
