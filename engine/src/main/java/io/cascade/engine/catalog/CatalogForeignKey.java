/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

import io.cascade.contracts.TableName;
import java.util.List;

/**
 * @param onDelete {@code pg_constraint.confdeltype}: a, r, c, n or d
 * @param columns the referring columns in order
 * @param setColumns the column list of SET NULL or SET DEFAULT; empty when it has none
 */
public record CatalogForeignKey(
        TableName references, char onDelete, boolean validated, List<String> columns, List<String> setColumns) {

    public CatalogForeignKey {
        columns = List.copyOf(columns);
        setColumns = List.copyOf(setColumns);
    }
}
