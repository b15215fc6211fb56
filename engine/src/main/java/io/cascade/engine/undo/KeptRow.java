/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.undo;

import java.util.UUID;

/**
 * A row of {@code cascade.retained_row}, without its contents.
 *
 * @param relation the table, quoted
 * @param deleted whether the row is gone, rather than its reference changed
 * @param shape the columns that it had
 */
record KeptRow(long id, String relation, boolean deleted, UUID shape) {

    /** What one statement can bring back. */
    record Group(String relation, boolean deleted, UUID shape) {}

    Group group() {
        return new Group(relation, deleted, shape);
    }
}
