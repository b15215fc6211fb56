/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.List;
import java.util.UUID;

/**
 * What a subscriber, and everybody below it, has brought back of what one event took away by one relationship.
 *
 * @param event the {@code ce_id} of the {@code keys.restored} event
 * @param rows rows that are there again
 */
public record Restoration(UUID event, String relationship, long rows, List<Refusal> refusals) {

    public Restoration {
        refusals = List.copyOf(refusals);
    }

    /**
     * Rows that could not come back; they are kept as before.
     *
     * @param reason for a person, without any key
     */
    public record Refusal(String service, String relationship, String reason, long rows) {}
}
