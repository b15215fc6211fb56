/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogColumn;
import io.cascade.engine.catalog.CatalogTable;
import io.cascade.engine.catalog.CatalogTrigger;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.subscribe.OrphanTriggers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a child table is one whose orphans are deleted as its relationship asks. */
final class OrphanCheckup {

    private final Catalog catalog;

    OrphanCheckup(Catalog catalog) {
        this.catalog = catalog;
    }

    List<String> reasons(Relationship relationship, CatalogTable table, String where) {
        if (!relationship.deleteOrphan()) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        TableName name = table.name();
        if (relationship.onDelete() == OnDelete.SET_DEFAULT) {
            relationship.setColumns().stream()
                    .filter(column -> table.column(column)
                            .filter(found -> !found.hasDefault())
                            .isPresent())
                    .forEach(column -> reasons.add(name + "." + Sql.quote(column) + " has no default" + where
                            + ", so deleteOrphan would delete the children that onDelete: SET DEFAULT keeps with NULL;"
                            + " give it a default, or use onDelete: CASCADE."));
        }
        List<String> partitioning = catalog.partitionKeys(name);
        relationship.child().columns().stream()
                .filter(column -> partitioning.stream().anyMatch(key -> mentions(key, column)))
                .forEach(column -> reasons.add(name + " is partitioned by " + Sql.quote(column) + where
                        + ", and PostgreSQL fires no update trigger for a row that changes its partition, so its orphans"
                        + " would stay; partition it by other columns, or leave deleteOrphan out."));
        for (CatalogTrigger trigger : catalog.triggers(name, OrphanTriggers.PREFIX)) {
            if (trigger.enabled() != 'A') {
                reasons.add("the trigger " + Sql.quote(trigger.name()) + " on " + name
                        + " is disabled or does not fire always" + where
                        + ", so orphans stay; run ALTER TABLE " + Sql.quote(name) + " ENABLE ALWAYS TRIGGER "
                        + Sql.quote(trigger.name()) + " and look for rows that were taken out meanwhile.");
            }
        }
        return reasons;
    }

    /** Whether no row can ever be taken out of its parent's collection. */
    static boolean idle(Relationship relationship, CatalogTable table) {
        return relationship.deleteOrphan()
                && relationship.child().columns().stream().allMatch(column -> table.column(column)
                        .filter(CatalogColumn::notNull)
                        .isPresent());
    }

    private static boolean mentions(String partitionKey, String column) {
        return partitionKey.contains(Sql.quote(column))
                || Pattern.compile("\\b" + Pattern.quote(column) + "\\b")
                        .matcher(partitionKey)
                        .find();
    }
}
