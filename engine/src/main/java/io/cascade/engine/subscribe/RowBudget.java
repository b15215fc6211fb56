/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

/** How many child rows a transaction may still change, so that its locks, its WAL and the time to its commit stay bounded. */
final class RowBudget {

    private final long limit;
    private long used;

    RowBudget(long limit) {
        this.limit = limit;
    }

    long left() {
        return Math.max(0, limit - used);
    }

    long used() {
        return used;
    }

    boolean untouched() {
        return used == 0;
    }

    boolean exhausted() {
        return used >= limit;
    }

    void spend(long rows) {
        used += rows;
    }

    /** Goes back to what was used before, because the rest was rolled back. */
    void restore(long before) {
        used = before;
    }
}
