/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.contracts.importing.ImportPlan.ImportedContract;
import io.cascade.contracts.importing.ImportPlan.Rejected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Draws the boundaries of the services through a database, and makes a contract of every foreign key that they cut. */
public final class ForeignKeyImport {

    private record Reference(TableName child, List<String> columns, TableName parent, List<String> key) {

        static Reference of(ForeignKey foreignKey) {
            return new Reference(
                    foreignKey.child(),
                    foreignKey.columns().stream().map(ForeignKey.Column::name).toList(),
                    foreignKey.parent(),
                    foreignKey.key().stream().map(ForeignKey.Column::name).toList());
        }

        static Reference of(Relationship relationship) {
            return new Reference(
                    relationship.child().table(),
                    relationship.child().columns(),
                    relationship.parent().table(),
                    relationship.parent().keyColumns());
        }
    }

    private final ServiceMap map;
    private final RelationshipNames names;
    private final Map<Reference, Relationship> existing = new HashMap<>();
    private final Map<Reference, ForeignKey> references = new HashMap<>();
    private final List<ImportedContract> contracts = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private final List<Relationship> declared = new ArrayList<>();
    private int local;

    private ForeignKeyImport(ServiceMap map, Contracts contracts) {
        this.map = map;
        this.names = new RelationshipNames(
                contracts.relationships().stream().map(Relationship::name).collect(Collectors.toSet()));
        contracts.relationships().forEach(relationship -> existing.put(Reference.of(relationship), relationship));
    }

    /** @param existing contracts that are there already: their names are taken, and what they declare is not done again */
    public static ImportPlan plan(ServiceMap map, List<ForeignKey> foreignKeys, Contracts existing) {
        ForeignKeyImport work = new ForeignKeyImport(map, existing);
        foreignKeys.forEach(work::add);
        return new ImportPlan(work.contracts, work.rejected, work.declared, work.local);
    }

    private void add(ForeignKey foreignKey) {
        Optional<String> child = map.serviceOf(foreignKey.child());
        Optional<String> parent = map.serviceOf(foreignKey.parent());
        if (child.equals(parent)) {
            local++;
            return;
        }
        Relationship there = existing.get(Reference.of(foreignKey));
        if (there != null) {
            declared.add(there);
            return;
        }
        List<String> reasons = new ArrayList<>(Limits.reasons(foreignKey));
        if (child.isEmpty()) {
            reasons.add("the map gives " + foreignKey.child() + " to no service");
        }
        if (parent.isEmpty()) {
            reasons.add("the map gives " + foreignKey.parent() + " to no service");
        }
        ForeignKey same = references.putIfAbsent(Reference.of(foreignKey), foreignKey);
        if (same != null) {
            reasons.add("it says the same as " + same);
        }
        if (child.isEmpty() || parent.isEmpty() || !reasons.isEmpty()) {
            rejected.add(new Rejected(foreignKey, reasons));
            return;
        }
        String name = names.next(foreignKey.name());
        List<String> notes = new ArrayList<>(Limits.notes(foreignKey));
        if (!name.equals(foreignKey.name())) {
            notes.add(0, "its name became '" + name + "', because names of relationships are plain and unique");
        }
        contracts.add(new ImportedContract(
                name, RelationshipYaml.write(name, foreignKey, parent.get(), child.get(), notes), foreignKey, notes));
    }
}
