/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

import java.util.List;

/**
 * Some keys, by the low bits of their hash.
 *
 * @param bits how many of them, 4 for buckets
 * @param ranges what these bits may be
 */
public record KeyRanges(int bits, List<Long> ranges) {

    /** More than any table needs: ranges of some hundred keys of a billion have 24. */
    public static final int MOST_BITS = 40;

    /** Ranges of one question. */
    public static final int MOST_RANGES = 4096;

    /** @throws IllegalArgumentException when there are none, too many, or one is not of so many bits */
    public KeyRanges {
        ranges = List.copyOf(ranges);
        if (bits < 1 || bits > MOST_BITS) {
            throw new IllegalArgumentException("ranges have from 1 to " + MOST_BITS + " bits, not " + bits);
        }
        if (ranges.isEmpty() || ranges.size() > MOST_RANGES) {
            throw new IllegalArgumentException("ask for 1 to " + MOST_RANGES + " ranges, not " + ranges.size());
        }
        long mask = mask(bits);
        if (ranges.stream().anyMatch(range -> (range & ~mask) != 0)) {
            throw new IllegalArgumentException("a range has more than " + bits + " bits");
        }
    }

    static long mask(int bits) {
        return (1L << bits) - 1;
    }
}
