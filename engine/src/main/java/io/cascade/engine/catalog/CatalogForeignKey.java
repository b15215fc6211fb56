/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

import io.cascade.contracts.TableName;
import java.util.List;

/**
 * @param onDelete {@code pg_constraint.confdeltype}: a, r, c, n or d
 * @param columns the referring columns in order
 */
public record CatalogForeignKey(TableName references, char onDelete, boolean validated, List<String> columns) {

    public CatalogForeignKey {
        columns = List.copyOf(columns);
    }
}
