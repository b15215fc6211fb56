/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.engine.deadletter.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A dead letter as the REST API shows it. */
@Schema(
        name = "DeadLetter",
        requiredProperties = {
            "id",
            "state",
            "createdAt",
            "relationships",
            "topic",
            "partition",
            "offset",
            "reason",
            "attempts"
        },
        description = "An event that could not be applied as it was.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterView(
        @Schema(examples = "1") long id,
        @Schema(
                        description =
                                "`open`: waits for somebody; `replayed`: applied after all; `discarded`: given up for good.",
                        enumeration = {"open", "replayed", "discarded"},
                        examples = "open")
                String state,
        Instant createdAt,
        @Schema(description = "The event; absent when not even its id could be read.") @Nullable UUID eventId,
        @Schema(description = "The deletion that the event belongs to; absent when there is none, or it is not known.")
                @Nullable
                UUID deletionId,
        @Schema(description = "Those of this service that the event is for.", examples = "[\"children-parent\"]")
                List<String> relationships,
        @Schema(examples = "cascade.parent-service.public.parents") String topic,
        @Schema(examples = "0") int partition,
        @Schema(examples = "41") long offset,
        @Schema(description = "What refused it last.") String reason,
        @Schema(description = "PostgreSQL's SQLSTATE; absent when the record itself was malformed.", examples = "23503")
                @Nullable
                String sqlState,
        @Schema(description = "How often it was tried, the first time included.", examples = "1") int attempts,
        @Schema(description = "When it was replayed or discarded.") @Nullable Instant resolvedAt,
        @Schema(description = "Why it was discarded.") @Nullable String resolution,
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
                letter.state().id(),
                letter.createdAt(),
                letter.event(),
                letter.deletion(),
                letter.relationships(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.reason(),
                letter.sqlState(),
                letter.attempts(),
                letter.resolvedAt(),
                letter.resolution(),
                letter.key(),
                headers,
                payload);
    }
}
