/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.time.Duration;
import java.util.List;

/**
 * What a run does.
 *
 * @param time after which no further round begins
 * @param rounds how many at most
 * @param seed repeats which faults come, and when in a round
 * @param faults names of those to choose from; in this order, one a round, if {@code oneByOne}
 * @param oneByOne each alone, in order, instead of random combinations
 * @param patience how long everything may take to settle after a fault
 */
public record ChaosPlan(
        Duration time, int rounds, long seed, List<String> faults, boolean oneByOne, Duration patience) {

    public ChaosPlan {
        faults = List.copyOf(faults);
    }
}
