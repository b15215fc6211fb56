/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.trace;

import io.cascade.contracts.event.Delivery;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The spans of the events that one transaction applies: all end with it, because none is applied before its commit. */
public final class TracedEvents implements AutoCloseable {

    private final Tracer tracer;
    private final Map<UUID, Span> spans = new LinkedHashMap<>();
    private final Set<String> traces = new HashSet<>();
    private String current = "";
    private String last = "";
    private boolean committed;

    TracedEvents(Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * What the transaction writes from here on is caused by the event.
     *
     * @param traceparent what came with the event
     */
    public void enter(DSLContext tx, UUID event, String topic, @Nullable String traceparent) {
        join(event, topic, traceparent);
        say(tx, last);
    }

    /** The event is applied along with others, by statements that cause nothing further. */
    public void join(UUID event, String topic, @Nullable String traceparent) {
        Context cause = TraceContext.parse(traceparent);
        String own = "";
        if (Span.fromContext(cause).getSpanContext().isValid()) {
            Span span = tracer.spanBuilder("process " + topic)
                    .setParent(cause)
                    .setSpanKind(SpanKind.CONSUMER)
                    .setAttribute("messaging.system", "kafka")
                    .setAttribute("messaging.operation.name", "process")
                    .setAttribute("messaging.operation.type", "process")
                    .setAttribute("messaging.destination.name", topic)
                    .setAttribute("messaging.message.id", event.toString())
                    .startSpan();
            spans.put(event, span);
            own = TraceContext.of(cause.with(span));
        }
        traces.add(own.isEmpty() ? "" : Span.fromContext(cause).getSpanContext().getTraceId());
        last = own;
    }

    /** The transaction does not apply the event after all; another one will, with a span of its own. */
    public void drop(UUID event) {
        spans.remove(event);
    }

    /** What the transaction writes from here on is about all its events: it belongs to a trace if they share one. */
    public void leave(DSLContext tx) {
        say(tx, traces.size() > 1 ? "" : last);
    }

    private void say(DSLContext tx, String traceparent) {
        if (!traceparent.equals(current)) {
            TraceContext.set(tx, traceparent);
            current = traceparent;
        }
    }

    /** The transaction is committed. */
    public void committed(Collection<Delivery> deliveries) {
        committed = true;
        for (Delivery delivery : deliveries) {
            Span span = spans.get(delivery.event());
            if (span != null) {
                span.setAttribute("cascade.rows." + delivery.relationship(), delivery.rows());
            }
        }
    }

    @Override
    public void close() {
        for (Span span : spans.values()) {
            if (!committed) {
                span.setStatus(StatusCode.ERROR, "rolled back; it is tried again");
            }
            span.end();
        }
    }
}
