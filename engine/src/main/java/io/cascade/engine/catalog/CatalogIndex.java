/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

import java.util.List;

/**
 * @param columns the key columns in order; an expression is an empty name
 * @param method the access method
 * @param usable unique or not, whether it is valid and ready
 * @param predicate of a partial index; empty when it covers all rows
 */
public record CatalogIndex(
        String name,
        List<String> columns,
        String method,
        boolean unique,
        boolean immediate,
        boolean usable,
        String predicate) {

    public CatalogIndex {
        columns = List.copyOf(columns);
    }
}
