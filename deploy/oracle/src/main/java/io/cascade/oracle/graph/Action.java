/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

/** {@code ON DELETE}. */
public enum Action {
    CASCADE,
    SET_NULL,
    SET_DEFAULT,
    RESTRICT,
    NO_ACTION;

    public String sql() {
        return name().replace('_', ' ');
    }

    public boolean refuses() {
        return this == RESTRICT || this == NO_ACTION;
    }
}
