/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber says of one event for one relationship.
 *
 * @param event the {@code ce_id} of the event
 * @param rows child rows deleted or changed at this level
 * @param rowsBelow rows at all levels below, known once it is settled
 * @param reason why it failed or was given up, here or further below, without any key; null when all is well
 */
public record Delivery(
        UUID event, String relationship, State state, long rows, long rowsBelow, @Nullable String reason) {

    public enum State {
        /** The service has committed its own part. With a reason: something below has failed. */
        APPLIED,
        /** Applied, and all that this deleted there has settled too. Final. */
        SETTLED,
        /** It is a dead letter there, and may be replayed. */
        FAILED,
        /** A person has given up a dead letter, there or further below. Final. */
        DISCARDED;

        /** As events and tables have it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether nothing follows. */
        public boolean terminal() {
            return this == SETTLED || this == DISCARDED;
        }

        static Optional<State> of(String id) {
            return Arrays.stream(values())
                    .filter(state -> state.id().equals(id))
                    .findFirst();
        }
    }

    public static Delivery applied(UUID event, String relationship, long rows) {
        return new Delivery(event, relationship, State.APPLIED, rows, 0, null);
    }

    public static Delivery settled(UUID event, String relationship, long rows, long rowsBelow) {
        return new Delivery(event, relationship, State.SETTLED, rows, rowsBelow, null);
    }

    public static Delivery failed(UUID event, String relationship, String reason) {
        return new Delivery(event, relationship, State.FAILED, 0, 0, reason);
    }
}
