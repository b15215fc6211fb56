/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be applied.
 *
 * @param event the event's id; null when not even that could be read
 * @param deletion the deletion that the event belongs to; null when it belongs to none or could not be read
 * @param relationships those of this service that it is for
 * @param headers the record's headers as text
 * @param key the record key; null when it had none
 * @param payload the record's value, undecodable bytes replaced; may hold personal data
 * @param reason what refused it last, for a person
 * @param sqlState PostgreSQL's SQLSTATE; null when the record itself was malformed
 * @param attempts how often it was tried, the first time included
 * @param resolvedAt when it was replayed or discarded; null while it is open
 * @param resolution why it was discarded; null when it was not
 */
public record DeadLetter(
        long id,
        State state,
        Instant createdAt,
        @Nullable UUID event,
        @Nullable UUID deletion,
        List<String> relationships,
        String topic,
        int partition,
        long offset,
        Map<String, String> headers,
        @Nullable String key,
        String payload,
        String reason,
        @Nullable String sqlState,
        int attempts,
        @Nullable Instant resolvedAt,
        @Nullable String resolution) {

    public DeadLetter {
        headers = Map.copyOf(headers);
        relationships = List.copyOf(relationships);
    }

    /** What became of it. */
    public enum State {
        /** Waits for somebody. */
        OPEN,
        /** Applied after all. */
        REPLAYED,
        /** Given up: what it wanted is not done. */
        DISCARDED;

        /** As the table and the REST API say it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }
}
