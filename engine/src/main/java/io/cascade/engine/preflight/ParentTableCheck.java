/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.KeyColumn;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogColumn;
import io.cascade.engine.catalog.CatalogIndex;
import io.cascade.engine.catalog.CatalogTable;
import io.cascade.engine.catalog.CatalogTrigger;
import io.cascade.engine.publish.PublisherDdl;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.subscribe.OrphanTriggers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** A table whose keys this service publishes. */
final class ParentTableCheck {

    private final Catalog catalog;

    ParentTableCheck(Catalog catalog) {
        this.catalog = catalog;
    }

    List<String> reasons(ParentTable parent, Relationship declaredBy) {
        String where = " (" + declaredBy.source() + ")";
        Optional<CatalogTable> found = catalog.table(parent.table());
        if (found.isEmpty()) {
            return List.of("the parent table " + parent.table() + " does not exist" + where
                    + "; run the service's own migrations first, or mend the contract.");
        }
        CatalogTable table = found.get();
        List<String> reasons = new ArrayList<>();
        if (table.kind() != 'r' || table.partitionOrChild()) {
            reasons.add(parent.table() + " is no ordinary table" + where
                    + "; deletes on partitions, inheriting tables or views would bypass its triggers.");
        }
        if (!table.permanent()) {
            reasons.add(parent.table() + " is unlogged" + where
                    + ", so a crash would empty it without any event; run ALTER TABLE " + Sql.quote(parent.table())
                    + " SET LOGGED.");
        }
        if (table.rowsHidden()) {
            reasons.add("row-level security hides rows of " + parent.table() + " from this role" + where
                    + ", so keys that exist could be taken for absent; give the role BYPASSRLS, or run ALTER TABLE "
                    + Sql.quote(parent.table()) + " NO FORCE ROW LEVEL SECURITY.");
        }
        if (!table.owned()) {
            reasons.add("this role does not own " + parent.table() + where
                    + ", so its triggers cannot be installed; connect as its owner.");
        }
        int before = reasons.size();
        parent.key().forEach(column -> columnReason(table, column, where).ifPresent(reasons::add));
        if (reasons.size() == before && table.indexes().stream().noneMatch(index -> identifies(index, parent))) {
            reasons.add("no primary key or unique constraint covers exactly " + columns(parent) + " of "
                    + parent.table() + where + "; only a unique key can be referred to.");
        }
        for (CatalogTrigger trigger : catalog.triggers(parent.table(), PublisherDdl.TRIGGER_PREFIX)) {
            if (trigger.enabled() != 'A' && !trigger.name().startsWith(OrphanTriggers.PREFIX)) {
                reasons.add("the trigger " + Sql.quote(trigger.name()) + " on " + parent.table()
                        + " is disabled or does not fire always, so deletes go unseen; run ALTER TABLE "
                        + Sql.quote(parent.table()) + " ENABLE ALWAYS TRIGGER " + Sql.quote(trigger.name())
                        + " and look for orphans, because deletes may have been missed.");
            }
        }
        return reasons;
    }

    private static Optional<String> columnReason(CatalogTable table, KeyColumn column, String where) {
        Optional<CatalogColumn> found = table.column(column.name());
        if (found.isEmpty()) {
            return Optional.of("the parent table " + table.name() + " has no column " + Sql.quote(column.name()) + where
                    + "; quote names with capitals in the contract.");
        }
        if (!found.get().deterministic()) {
            return Optional.of("the collation of " + table.name() + "." + Sql.quote(column.name()) + where
                    + " takes different texts for one key, which other services would not; use a deterministic one.");
        }
        String type = found.get().type();
        return type.equals(column.type().catalogName())
                ? Optional.empty()
                : Optional.of("type mismatch: " + table.name() + "." + Sql.quote(column.name()) + " is " + type
                        + " but the contract says " + column.type().contractName() + where + ".");
    }

    private static boolean identifies(CatalogIndex index, ParentTable parent) {
        return index.unique()
                && index.immediate()
                && index.usable()
                && index.predicate().isEmpty()
                && index.columns().size() == parent.key().size()
                && new HashSet<>(index.columns()).equals(new HashSet<>(parent.keyColumns()));
    }

    private static String columns(ParentTable parent) {
        return "(" + String.join(", ", parent.keyColumns()) + ")";
    }
}
