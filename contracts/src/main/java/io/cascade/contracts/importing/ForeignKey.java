/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import io.cascade.contracts.TableName;
import java.util.List;
import java.util.Set;

/**
 * A foreign key as a catalog has it.
 *
 * @param name of the constraint, unique only within its table
 * @param key the referenced columns, in the order of the referring ones
 * @param onDelete the action as SQL writes it
 * @param setColumns the column list of SET NULL or SET DEFAULT; empty when it has none
 * @param onUpdate the action as SQL writes it
 */
public record ForeignKey(
        String name,
        TableName child,
        List<Column> columns,
        TableName parent,
        List<Column> key,
        String onDelete,
        List<String> setColumns,
        String onUpdate,
        Set<Trait> traits) {

    public ForeignKey {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        setColumns = List.copyOf(setColumns);
        traits = Set.copyOf(traits);
    }

    /**
     * A column on either side.
     *
     * @param type as {@code format_type(oid, NULL)} gives it
     */
    public record Column(String name, String type) {}

    /** What not every foreign key is. */
    public enum Trait {
        MATCH_FULL,
        DEFERRABLE,
        NOT_VALID,
        NOT_ENFORCED,
        PERIOD,
        /** The parent is partitioned, a partition, or inherits. */
        DIVIDED_PARENT
    }

    @Override
    public String toString() {
        return name + " of " + child;
    }
}
