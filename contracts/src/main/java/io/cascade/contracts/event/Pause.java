/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber tells a publisher that deletes wait, or that they go on.
 *
 * @param relationship the publisher's relationship whose deliveries wait
 * @param paused the relationship that was paused
 * @param service where it was: the service of its child table
 * @param direct whether the subscriber itself holds the deletes back, so that they are not applied; otherwise they are, and wait
 *     for a level below
 * @param version later news of the same pause has a higher one
 * @param since when it was paused; null when it goes on
 * @param reason what a person has said about it, without any key; null when nothing
 */
public record Pause(
        String relationship,
        String paused,
        String service,
        boolean direct,
        long version,
        @Nullable Instant since,
        @Nullable String reason) {

    /** What it means for a relationship one level up. */
    public Pause above(String upper) {
        return new Pause(upper, paused, service, false, version, since, reason);
    }
}
