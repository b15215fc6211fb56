/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import java.util.Map;
import java.util.Set;

/** Tells how far consumer groups are. */
interface ConsumerGroups extends AutoCloseable {

    /**
     * Looks at groups, in bounded time. Never throws.
     *
     * @param topics what each group reads
     * @return a look for each of the groups
     */
    Map<String, Group> look(Map<String, Set<String>> topics);

    @Override
    default void close() {}
}
