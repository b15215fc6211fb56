/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Which faults come together, and when, as a seed has it. */
final class Schedule {

    private static final int MOST_AT_ONCE = 3;

    private final List<Fault> faults;
    private final boolean oneByOne;
    private final SplittableRandom random;
    private int next;

    Schedule(List<Fault> faults, boolean oneByOne, long seed) {
        this.faults = List.copyOf(faults);
        this.oneByOne = oneByOne;
        this.random = new SplittableRandom(seed);
    }

    /**
     * A fault of a round.
     *
     * @param after from the delete of many rows that the round begins with, or from the fault before
     * @param lasts until it is healed
     */
    record Planned(Fault fault, Duration after, Duration lasts) {}

    /**
     * @param duringDelete whether it begins while a delete of many rows is being applied; at any moment otherwise
     */
    record Round(boolean duringDelete, List<Planned> faults) {

        @Override
        public String toString() {
            return faults.stream().map(each -> each.fault().name()).collect(Collectors.joining(" and "));
        }
    }

    Round next() {
        int dice = random.nextInt(10);
        int number = oneByOne || dice < 5 ? 1 : dice < 8 ? 2 : MOST_AT_ONCE;
        List<Planned> planned = new ArrayList<>();
        List<Fault> left = new ArrayList<>(faults);
        for (int i = 0; i < number && !left.isEmpty(); i++) {
            Fault fault = oneByOne ? left.get(next++ % left.size()) : left.get(random.nextInt(left.size()));
            left.remove(fault);
            planned.add(new Planned(
                    fault, Duration.ofMillis(random.nextInt(900)), Duration.ofMillis(random.nextInt(500, 6000))));
        }
        return new Round(random.nextInt(4) > 0, planned);
    }
}
