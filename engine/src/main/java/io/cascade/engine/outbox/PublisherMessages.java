/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.outbox;

import io.cascade.contracts.Topics;
import io.cascade.contracts.event.CloudEventHeaders;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.sql.Sql;

/** What a subscriber writes into its outbox for a publisher. */
public final class PublisherMessages {

    private PublisherMessages() {}

    public static String insert(String service, String publisher, EventType type, String payload) {
        return "INSERT INTO cascade.outbox (topic, record_key, type, source, subject, payload) VALUES ("
                + Sql.literal(Topics.acks(publisher)) + ", " + Sql.literal(service) + ", "
                + Sql.literal(type.cloudEventsType()) + ", " + Sql.literal(CloudEventHeaders.sourceOf(service)) + ", "
                + Sql.literal(publisher) + ", " + Sql.literal(payload) + ")";
    }
}
