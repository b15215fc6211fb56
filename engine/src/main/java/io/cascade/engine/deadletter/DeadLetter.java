/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deadletter;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be applied.
 *
 * @param headers the record's headers as text
 * @param key the record key; null when it had none
 * @param payload the record's value, undecodable bytes replaced; may hold personal data
 * @param reason what refused it, for a person
 * @param sqlState PostgreSQL's SQLSTATE; null when the record itself was malformed
 */
public record DeadLetter(
        long id,
        Instant createdAt,
        String topic,
        int partition,
        long offset,
        Map<String, String> headers,
        @Nullable String key,
        String payload,
        String reason,
        @Nullable String sqlState) {

    public DeadLetter {
        headers = Map.copyOf(headers);
    }
}
