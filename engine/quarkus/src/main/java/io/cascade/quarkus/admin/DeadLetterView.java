/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.engine.deadletter.DeadLetter;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A dead letter as the REST API shows it. */
@Schema(
        name = "DeadLetter",
        requiredProperties = {"id", "createdAt", "topic", "partition", "offset", "reason"},
        description = "An event that could not be applied as it was.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterView(
        @Schema(examples = "1") long id,
        Instant createdAt,
        @Schema(examples = "cascade.parent-service.public.parents") String topic,
        @Schema(examples = "0") int partition,
        @Schema(examples = "41") long offset,
        @Schema(description = "What refused it.") String reason,
        @Schema(description = "PostgreSQL's SQLSTATE; absent when the record itself was malformed.", examples = "23503")
                @Nullable
                String sqlState,
        @Schema(description = "The record key; absent when it had none.") @Nullable String key,
        @Schema(description = "The record's headers; left out in lists.") @Nullable Map<String, String> headers,
        @Schema(description = "The record's value, which may hold personal data; left out in lists.") @Nullable
                String payload) {

    static DeadLetterView of(DeadLetter letter) {
        return of(letter, letter.headers(), letter.payload());
    }

    static DeadLetterView summary(DeadLetter letter) {
        return of(letter, null, null);
    }

    private static DeadLetterView of(
            DeadLetter letter, @Nullable Map<String, String> headers, @Nullable String payload) {
        return new DeadLetterView(
                letter.id(),
                letter.createdAt(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.reason(),
                letter.sqlState(),
                letter.key(),
                headers,
                payload);
    }
}
