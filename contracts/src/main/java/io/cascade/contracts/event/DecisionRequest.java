/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.List;
import java.util.UUID;

/**
 * A subscriber asks what has become of a deletion that it was asked about long ago: it may have missed that the keys stay, and
 * would keep them marked for ever.
 *
 * @param event the {@code ce_id} of the {@code keys.intended} event
 * @param deletion the one that the event named
 * @param table {@code schema.table} of the parent, unquoted
 * @param relationships those of the event that are the subscriber's
 * @param recordKey of the event's record, so that the answer follows it
 */
public record DecisionRequest(UUID event, UUID deletion, String table, List<String> relationships, String recordKey) {

    public DecisionRequest {
        relationships = List.copyOf(relationships);
    }
}
