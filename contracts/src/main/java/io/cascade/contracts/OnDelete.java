/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.Arrays;

/** The native {@code ON DELETE} action that the foreign key on the key replica carries. */
public enum OnDelete {
    CASCADE("CASCADE"),
    SET_NULL("SET NULL"),
    SET_DEFAULT("SET DEFAULT"),
    RESTRICT("RESTRICT"),
    NO_ACTION("NO ACTION");

    private final String sql;

    OnDelete(String sql) {
        this.sql = sql;
    }

    /** The action as PostgreSQL and the contract files write it. */
    public String sql() {
        return sql;
    }

    /** Whether it changes the child's columns rather than its row. */
    public boolean sets() {
        return this == SET_NULL || this == SET_DEFAULT;
    }

    /** Whether children keep their parent from being deleted. */
    public boolean refuses() {
        return this == RESTRICT || this == NO_ACTION;
    }

    static OnDelete ofSql(String sql) {
        return Arrays.stream(values())
                .filter(action -> action.sql.equals(sql))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no ON DELETE action: " + sql));
    }
}
