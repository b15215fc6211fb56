/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.List;

/**
 * The referring side.
 *
 * @param columns the referring columns, in the order of the parent's key
 */
public record ChildTable(String service, TableName table, List<String> columns) {

    public ChildTable {
        columns = List.copyOf(columns);
    }
}
