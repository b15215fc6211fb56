/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import org.jspecify.annotations.Nullable;

/**
 * Which deletions to show.
 *
 * @param service only those that this service has a part in; null: of all services, those that began there
 */
record DeletionsQuery(@Nullable State state, @Nullable String service, int limit) {

    /** As the REST API names them. */
    enum State {
        running,
        settled,
        failed,
        stuck
    }

    /** Many of a service in the middle began elsewhere and are shown there. */
    String parameters() {
        return "limit=" + (service == null ? Math.min(limit * 5, 1000) : limit)
                + (state == null ? "" : "&state=" + state);
    }
}
