/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the service of a child table is asked: which of its rows refer to these keys, and what would follow from them.
 *
 * @param keys columns of equal length, by the names of the parent's key columns
 * @param visited the keys that were asked about on the way here, by those relationships that may come again in a cycle
 * @param level of the answer
 * @param depth how many levels are looked at, that of the answer included; 0 to count its rows and leave what follows
 * @param atLeast whether these are not all keys
 * @param timeout in which the answer is of use
 */
public record ImpactQuestion(
        String relationship,
        Map<String, List<String>> keys,
        Map<String, Map<String, List<String>>> visited,
        int level,
        int depth,
        boolean atLeast,
        Duration timeout) {

    /** How many keys a question has at most: enough for the size of a disaster, and a request of a few hundred kilobytes. */
    public static final int MOST_KEYS = 10_000;

    /** Levels that are looked at. */
    public static final int MOST_LEVELS = 10;

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    public static final Duration MOST_TIMEOUT = Duration.ofSeconds(30);

    public ImpactQuestion {
        keys = Map.copyOf(keys);
        visited = Map.copyOf(visited);
    }
}
