/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.Check;
import io.cascade.contracts.ChildTable;
import io.cascade.contracts.KeyColumn;
import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogColumn;
import io.cascade.engine.catalog.CatalogIndex;
import io.cascade.engine.catalog.CatalogTable;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table of this service that refers to a key of another one. */
final class ChildTableCheck {

    private static final Set<String> METHODS = Set.of("btree", "hash");

    private final Catalog catalog;

    ChildTableCheck(Catalog catalog) {
        this.catalog = catalog;
    }

    List<String> reasons(Relationship relationship) {
        ChildTable child = relationship.child();
        String where = " (" + relationship.source() + ")";
        Optional<CatalogTable> found = catalog.table(child.table());
        if (found.isEmpty()) {
            return List.of("the child table " + child.table() + " does not exist" + where
                    + "; run the service's own migrations first, or mend the contract.");
        }
        CatalogTable table = found.get();
        List<String> reasons = new ArrayList<>();
        if (table.kind() != 'r' && table.kind() != 'p') {
            reasons.add(child.table() + " is no table that can have a foreign key" + where + ".");
        }
        if (table.inherited()) {
            reasons.add("other tables inherit from " + child.table() + where
                    + ", and a foreign key does not cover their rows; refer to them by relationships of their own.");
        }
        if (table.rowsHidden()) {
            reasons.add("row-level security hides rows of " + child.table() + " from this role" + where
                    + ", so orphans among them would go unseen; give the role BYPASSRLS, or run ALTER TABLE "
                    + Sql.quote(child.table()) + " NO FORCE ROW LEVEL SECURITY.");
        }
        if (!table.owned()) {
            reasons.add("this role does not own " + child.table() + where
                    + ", so its foreign key cannot be installed; connect as its owner.");
        }
        if (relationship.check() == Check.EVENTUAL) {
            catalog.generatedColumns(child.table(), child.columns())
                    .forEach(column -> reasons.add(child.table() + "." + Sql.quote(column)
                            + " is a generated column" + where
                            + ", whose value is not known yet when an unknown key is to"
                            + " be accepted; choose check: strict."));
        }
        if (relationship.onDelete().sets()) {
            catalog.generatedColumns(child.table(), child.columns())
                    .forEach(column -> reasons.add(child.table() + "." + Sql.quote(column)
                            + " is a generated column" + where + ", so onDelete: "
                            + relationship.onDelete().sql()
                            + " could never be applied; choose another action."));
        }
        int before = reasons.size();
        for (int i = 0; i < child.columns().size(); i++) {
            columnReason(
                            table,
                            child.columns().get(i),
                            relationship.parent().key().get(i),
                            relationship,
                            where)
                    .ifPresent(reasons::add);
        }
        if (reasons.size() == before && table.indexes().stream().noneMatch(index -> serves(index, child))) {
            reasons.add(
                    "no index of " + child.table() + " starts with (" + String.join(", ", child.columns()) + ")" + where
                            + ", so every cascade would scan the table; run CREATE INDEX CONCURRENTLY ON "
                            + Sql.quote(child.table()) + " (" + Sql.list(child.columns(), Sql::quote) + ").");
        }
        reasons.addAll(new OrphanCheckup(catalog).reasons(relationship, table, where));
        if (catalog.notEnforced(child.table(), relationship.name())) {
            reasons.add("the foreign key of '" + relationship.name() + "' is declared NOT ENFORCED" + where
                    + "; run ALTER TABLE " + Sql.quote(child.table()) + " ALTER CONSTRAINT "
                    + Sql.quote(relationship.name()) + " ENFORCED, and look for orphans.");
        }
        catalog.disabledForeignKeyTriggers(child.table(), relationship.name())
                .forEach(trigger -> reasons.add("the trigger " + Sql.quote(trigger) + " behind the foreign key of '"
                        + relationship.name() + "' is disabled, so it is not enforced; run ALTER TABLE … ENABLE TRIGGER"
                        + " ALL on " + child.table() + " and on its key replica, and look for orphans."));
        return reasons;
    }

    private static Optional<String> columnReason(
            CatalogTable table, String name, KeyColumn key, Relationship relationship, String where) {
        Optional<CatalogColumn> found = table.column(name);
        String column = table.name() + "." + Sql.quote(name);
        if (found.isEmpty()) {
            return Optional.of("the child table " + table.name() + " has no column " + Sql.quote(name) + where
                    + "; quote names with capitals in the contract.");
        }
        if (!found.get().type().equals(key.type().catalogName())) {
            return Optional.of("type mismatch: " + column + " is " + found.get().type() + " but the parent's key "
                    + Sql.quote(key.name()) + " is " + key.type().contractName() + where + ".");
        }
        if (!found.get().deterministic()) {
            return Optional.of("the collation of " + column + where
                    + " takes different keys for one, so a cascade could delete too much; use a deterministic one.");
        }
        if (!relationship.setColumns().contains(name)) {
            return Optional.empty();
        }
        OnDelete action = relationship.onDelete();
        if (action == OnDelete.SET_NULL && found.get().notNull()) {
            return Optional.of(column + " is NOT NULL, so onDelete: SET NULL could never be applied" + where
                    + "; drop the NOT NULL or choose another action.");
        }
        if (action == OnDelete.SET_DEFAULT
                && found.get().notNull()
                && !found.get().hasDefault()) {
            return Optional.of(
                    column + " is NOT NULL without a default, so onDelete: SET DEFAULT could never be applied" + where
                            + "; give it a default or choose another action.");
        }
        return Optional.empty();
    }

    private static boolean serves(CatalogIndex index, ChildTable child) {
        int width = child.columns().size();
        return index.usable()
                && METHODS.contains(index.method())
                && index.columns().size() >= width
                && new HashSet<>(index.columns().subList(0, width)).equals(new HashSet<>(child.columns()))
                && (index.predicate().isEmpty() || coversAllReferences(index.predicate(), child.columns()));
    }

    /** A partial index over the rows that refer to anything is as good as a full one. */
    private static boolean coversAllReferences(String predicate, List<String> columns) {
        Set<String> allowed = new HashSet<>();
        columns.forEach(column ->
                allowed.addAll(List.of("(" + column + " IS NOT NULL)", "(" + Sql.quote(column) + " IS NOT NULL)")));
        String terms = predicate.startsWith("((") ? predicate.substring(1, predicate.length() - 1) : predicate;
        return allowed.containsAll(List.of(terms.split(" AND ")));
    }
}
