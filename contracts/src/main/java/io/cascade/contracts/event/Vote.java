/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's answer to whether keys may be deleted.
 *
 * @param event the {@code ce_id} of the {@code keys.intended} event
 * @param relationship the relationship whose vote it is
 * @param veto why not; null when it consents
 */
public record Vote(UUID event, String relationship, @Nullable Veto veto) {

    /**
     * Why keys may not be deleted.
     *
     * @param holder the relationship or local constraint that refuses, here or further down
     * @param rows how many rows hold the keys by it; 0 when that is not known
     * @param sqlState what PostgreSQL says where it refuses: 23001 for RESTRICT, 23503 for NO ACTION
     * @param reason for a person, without any key
     */
    public record Veto(String holder, long rows, String sqlState, String reason) {}
}
