/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import java.util.Random;

/**
 * The ordinals of one writer: nobody else writes or refers to them. Few, so that keys are deleted and created again often.
 *
 * @param first of the single rows
 * @param firstOfMany of the rows that come and go in bulk
 */
record Keys(int first, int firstOfMany) {

    static final int SINGLE = 9;
    /** The ordinals from here on are for bulk; below, hard values may take a place. */
    private static final int BULK = 1000;
    /** All writers' keys fit a smallint. */
    private static final int MOST = 6000;

    static Keys of(int writer) {
        return new Keys(1 + writer * SINGLE, BULK + writer * MOST);
    }

    int any(Random random) {
        return first + random.nextInt(SINGLE);
    }
}
