/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.trace;

import io.cascade.contracts.event.CloudEventHeaders;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a transaction's work belongs to, as its setting {@code cascade.traceparent}: columns of the engine's tables
 * have it as their default, so that also what triggers write belongs to it.
 */
public final class TraceContext {

    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<String> ONE = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(CloudEventHeaders.TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals(CloudEventHeaders.TRACEPARENT) ? traceparent : null;
        }
    };

    private TraceContext() {}

    /** The calling thread's trace becomes the transaction's; without one nothing is said. */
    public static void carryOn(DSLContext tx) {
        String traceparent = of(Context.current());
        if (!traceparent.isEmpty()) {
            set(tx, traceparent);
        }
    }

    /** @param traceparent empty: what follows belongs to none */
    public static void set(DSLContext tx, String traceparent) {
        tx.execute("SELECT set_config('cascade.traceparent', ?, true)", traceparent);
    }

    /** Sets what was kept with an event of which keys are held. */
    public static void setHeld(DSLContext tx, UUID event) {
        setKept(tx, "cascade.held_delivery WHERE event_id", event);
    }

    /** Sets what was kept with the event that asks whether keys may go. */
    public static void setAsked(DSLContext tx, UUID event) {
        setKept(tx, "cascade.ballot WHERE event_id", event);
    }

    /** Sets what was kept with the delete that others were asked about. */
    public static void setIntended(DSLContext tx, UUID intent) {
        setKept(tx, "cascade.intent WHERE id", intent);
    }

    private static void setKept(DSLContext tx, String row, UUID id) {
        tx.execute(
                "SELECT set_config('cascade.traceparent', coalesce((SELECT max(traceparent) FROM " + row
                        + " = ?), ''), true)",
                id);
    }

    /** The context with its span as the parent; the root when the text is no traceparent. */
    public static Context parse(@Nullable String traceparent) {
        return traceparent == null ? Context.root() : W3C.extract(Context.root(), traceparent, ONE);
    }

    /** Empty when there is no trace. */
    static String of(Context context) {
        Map<String, String> headers = new HashMap<>();
        W3C.inject(context, headers, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return headers.getOrDefault(CloudEventHeaders.TRACEPARENT, "");
    }
}
