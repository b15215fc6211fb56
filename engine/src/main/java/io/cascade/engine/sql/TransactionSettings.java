/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import java.time.Duration;
import org.jooq.DSLContext;

/**
 * The settings of a transaction that handles keys as text: one key must have one text in every session, because buckets are
 * made of it and keys are compared by it.
 */
public final class TransactionSettings {

    /**
     * Plans are kept for as long as a session lives, and one that was made while a table was empty, or before anybody has
     * counted its rows, reads all of it by the time it is full. What is asked here is for few rows of tables with an index for
     * it. Before PostgreSQL 18 a plan that has to read a whole table then is so expensive that it would be compiled.
     */
    private static final String BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off";

    private static final String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    private TransactionSettings() {}

    /** The time zone and date style of the trigger functions. */
    public static void canonicalText(DSLContext tx) {
        tx.execute("SELECT set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true)");
    }

    /**
     * Every statement sees what was committed before it, whatever the database's default is: to look again behind a lock is
     * void otherwise. Must come first in the transaction.
     */
    public static void freshSnapshots(DSLContext tx) {
        tx.execute(READ_COMMITTED);
    }

    /** The same, for statements that look up few rows by their keys, whatever the planner thinks of the table's size. Must come first. */
    public static void freshSnapshotsByIndex(DSLContext tx) {
        tx.execute(READ_COMMITTED + "; " + BY_INDEX);
    }

    /** All of them at once: each on its own would be a way to the server and back, of which an event has few. Must come first. */
    public static void all(DSLContext tx, Duration lockTimeout) {
        tx.execute(READ_COMMITTED + "; SET LOCAL timezone = 'UTC';"
                + " SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL lock_timeout = '" + lockTimeout.toMillis() + "ms'");
    }

    /** How long a statement waits for a lock. */
    public static void lockTimeout(DSLContext tx, Duration timeout) {
        tx.execute("SELECT set_config('lock_timeout', ?, true)", timeout.toMillis() + "ms");
    }
}
