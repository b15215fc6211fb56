/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

import io.cascade.contracts.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * @param kind {@code pg_class.relkind}
 * @param partitionOrChild whether it is a partition or inherits
 * @param inherited whether other tables inherit from it; partitions do not count
 * @param permanent whether it is neither temporary nor unlogged
 * @param rowsHidden whether row-level security applies to the current role
 * @param owned whether the current role owns it, directly or as a member
 */
public record CatalogTable(
        TableName name,
        char kind,
        boolean partitionOrChild,
        boolean inherited,
        boolean permanent,
        boolean rowsHidden,
        boolean owned,
        Map<String, CatalogColumn> columns,
        List<CatalogIndex> indexes) {

    public CatalogTable {
        columns = Map.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    public Optional<CatalogColumn> column(String column) {
        return Optional.ofNullable(columns.get(column));
    }
}
