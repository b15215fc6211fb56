/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

import java.util.List;

/**
 * @param viaRoot whether partitions appear as their root
 * @param tables schema.table of those published whole, without row filter or column list
 */
public record CatalogPublication(boolean inserts, boolean viaRoot, List<String> tables) {

    public CatalogPublication {
        tables = List.copyOf(tables);
    }
}
