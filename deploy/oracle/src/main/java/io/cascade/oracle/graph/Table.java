/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.List;
import java.util.Optional;

/**
 * A table of one service.
 *
 * @param name as SQL writes it, without schema
 * @param keys the primary key, then maybe a unique one
 * @param view an updatable view of all of its rows, by which they can be deleted too
 * @param localRoot another table of the service, which it refers to by a native foreign key that cascades
 * @param example whether it is one of the example's own tables, which the services make themselves and serve by REST
 */
public record Table(
        String name, String service, List<Key> keys, String view, Optional<String> localRoot, boolean example) {

    public static final String LOCAL_COLUMN = "local_root";

    public Key primaryKey() {
        return keys.get(0);
    }

    /** The row of an ordinal. */
    public String where(int ordinal) {
        return primaryKey().equalTo(primaryKey().literals(ordinal));
    }

    /** What to compare of a row. */
    public String row() {
        return example ? (name.equals("parents") ? "ROW(t.id, t.name)" : "ROW(t.id, t.parent_id, t.name)") : "t";
    }
}
