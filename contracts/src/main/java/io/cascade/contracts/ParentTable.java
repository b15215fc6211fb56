/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.List;

/**
 * The referenced side: a table's key, owned by one service.
 *
 * @param key the referenced columns, in the order of the child's columns
 */
public record ParentTable(String service, TableName table, List<KeyColumn> key) {

    public ParentTable {
        key = List.copyOf(key);
    }

    public List<String> keyColumns() {
        return key.stream().map(KeyColumn::name).toList();
    }
}
