/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

/**
 * The Kafka headers of a CloudEvent in binary mode.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">CloudEvents,
 *     Kafka binding</a>
 */
public final class CloudEventHeaders {

    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String SUBJECT = "ce_subject";
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";

    /** Not of CloudEvents: W3C's trace context under the name that tracers look for. Without a value when there is no trace. */
    public static final String TRACEPARENT = "traceparent";

    private CloudEventHeaders() {}

    /** The {@code ce_source} of a service. */
    public static String sourceOf(String service) {
        return "/services/" + service;
    }
}
