/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import io.cascade.oracle.graph.Table;

/**
 * One SQL statement.
 *
 * @param table what it is about
 * @param sql without schema: it runs with a search path
 * @param effect what the rules for legitimate differences go by
 */
public record Statement(Table table, String sql, Effect effect) {

    /** What kind of statement it is. */
    public enum Effect {
        /** Writes rows and their references. */
        WRITES,
        /** Inserts a row that refers to itself. */
        WRITES_ITSELF,
        /** Deletes rows. */
        DELETES,
        /** Changes keys of rows. */
        CHANGES_KEY,
        TRUNCATES
    }

    boolean deletes() {
        return effect == Effect.DELETES || effect == Effect.TRUNCATES;
    }
}
