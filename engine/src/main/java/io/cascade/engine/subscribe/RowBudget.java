/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.brake.Brake;
import io.cascade.engine.sql.KeyBatch;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many child rows a transaction may still change, so that its locks, its WAL and the time to its commit stay bounded. While
 * the database suffers the keys count as well.
 */
final class RowBudget {

    /** What was spent up to some moment. */
    record Spent(long rows, long keys) {}

    private final long limit;
    private final boolean braked;
    private long rows;
    private long keys;

    private RowBudget(long limit, boolean braked) {
        this.limit = limit;
        this.braked = braked;
    }

    /** @param rowsPerTransaction while the database is well */
    static RowBudget of(Brake brake, int rowsPerTransaction) {
        int limit = brake.rows(rowsPerTransaction);
        return new RowBudget(limit, !brake.strains().isEmpty());
    }

    static RowBudget unlimited() {
        return new RowBudget(Integer.MAX_VALUE, false);
    }

    boolean braked() {
        return braked;
    }

    long left() {
        return Math.max(0, limit - used());
    }

    /** The rows that there is room for besides so many keys; negative if there is none for the keys themselves. */
    long leftWith(int more) {
        return braked ? limit - used() - more : left();
    }

    /** So many of the keys as there is room for; any of them, because those of one round may be locked, and for long. */
    KeyBatch some(KeyBatch all) {
        if (!braked || left() >= all.size()) {
            return all;
        }
        int room = (int) left();
        int from = ThreadLocalRandom.current().nextInt(all.size() - room + 1);
        return all.slice(from, from + room);
    }

    boolean untouched() {
        return used() == 0;
    }

    boolean exhausted() {
        return used() >= limit;
    }

    void spend(long more) {
        rows += more;
    }

    /** Keys that were removed or set aside. */
    void spendKeys(int more) {
        keys += more;
    }

    Spent spent() {
        return new Spent(rows, keys);
    }

    /** All that was written, whether it counts here or not. */
    long cost() {
        return rows + keys;
    }

    /** Goes back to what was spent before, because the rest was rolled back. */
    void restore(Spent before) {
        rows = before.rows();
        keys = before.keys();
    }

    private long used() {
        return braked ? rows + keys : rows;
    }
}
