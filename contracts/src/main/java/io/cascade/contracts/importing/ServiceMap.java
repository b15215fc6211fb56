/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import io.cascade.contracts.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which service is to own which table.
 *
 * @param schemas services by schema
 * @param tables services by table; they go before the schemas
 */
public record ServiceMap(Map<String, String> schemas, Map<TableName, String> tables) {

    public ServiceMap {
        schemas = Map.copyOf(schemas);
        tables = Map.copyOf(tables);
    }

    public Optional<String> serviceOf(TableName table) {
        return Optional.ofNullable(tables.get(table)).or(() -> Optional.ofNullable(schemas.get(table.schema())));
    }

    /** The entries that name nothing of the database: misspelt ones, most likely. */
    public List<String> unknown(Collection<TableName> existing) {
        return Stream.concat(
                        schemas.keySet().stream()
                                .filter(schema -> existing.stream()
                                        .noneMatch(table -> table.schema().equals(schema)))
                                .map(schema -> "schema " + schema),
                        tables.keySet().stream()
                                .filter(table -> !existing.contains(table))
                                .map(table -> "table " + table))
                .sorted()
                .toList();
    }
}
