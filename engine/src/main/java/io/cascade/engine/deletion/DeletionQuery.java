/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.deletion;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which deletions to list; null is any. Newest first.
 *
 * @param relationship one that has to follow, or had to
 * @param origin how they began
 * @param before only those that began before
 * @param after only those that began after
 * @param last the last one of the page before; null for the first page
 * @param limit at most this many, positive
 */
public record DeletionQuery(
        Deletion.@Nullable State state,
        @Nullable String relationship,
        @Nullable String origin,
        @Nullable Instant before,
        @Nullable Instant after,
        @Nullable Position last,
        int limit) {

    /** Where in the list a deletion is; it stays there. */
    public record Position(Instant createdAt, UUID id) {}

    public static DeletionQuery newest(int limit) {
        return new DeletionQuery(null, null, null, null, null, null, limit);
    }
}
