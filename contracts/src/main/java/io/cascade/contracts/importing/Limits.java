/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.importing;

import io.cascade.contracts.KeyType;
import io.cascade.contracts.OnDelete;
import io.cascade.contracts.importing.ForeignKey.Column;
import io.cascade.contracts.importing.ForeignKey.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a foreign key can say and a relationship cannot. */
final class Limits {

    private Limits() {}

    /** Why it can be no relationship; empty when it can. */
    static List<String> reasons(ForeignKey foreignKey) {
        List<String> reasons = new ArrayList<>();
        if (Arrays.stream(OnDelete.values()).noneMatch(action -> action.sql().equals(foreignKey.onDelete()))) {
            reasons.add("a relationship cannot be ON DELETE " + foreignKey.onDelete());
        }
        for (int i = 0; i < foreignKey.key().size(); i++) {
            Column key = foreignKey.key().get(i);
            Column column = foreignKey.columns().get(i);
            if (keyType(key).isEmpty()) {
                reasons.add(key.name() + " of " + foreignKey.parent() + " is " + key.type() + ", which keys cannot be");
            } else if (!key.type().equals(column.type())) {
                reasons.add(column.name() + " is " + column.type() + " but refers to a " + key.type()
                        + "; both sides of a relationship have the same type");
            }
        }
        if (foreignKey.traits().contains(Trait.DIVIDED_PARENT)) {
            reasons.add(foreignKey.parent() + " is partitioned or inherits; a delete on a part would go unseen");
        }
        if (foreignKey.traits().contains(Trait.PERIOD)) {
            reasons.add("it refers to a PERIOD");
        }
        if (foreignKey.traits().contains(Trait.NOT_ENFORCED)) {
            reasons.add("it is NOT ENFORCED; a relationship would be");
        }
        return reasons;
    }

    /** What is lost although it becomes a relationship. */
    static List<String> notes(ForeignKey foreignKey) {
        List<String> notes = new ArrayList<>();
        if (!foreignKey.onUpdate().equals("NO ACTION") && !foreignKey.onUpdate().equals("RESTRICT")) {
            notes.add("ON UPDATE " + foreignKey.onUpdate()
                    + " is not carried over: a change of a key that others refer to is refused");
        }
        if (foreignKey.traits().contains(Trait.MATCH_FULL)
                && foreignKey.columns().size() > 1) {
            notes.add("MATCH FULL is not carried over: add a CHECK that all or none of the columns are NULL");
        }
        if (foreignKey.traits().contains(Trait.DEFERRABLE)) {
            notes.add("DEFERRABLE is not carried over: a row needs its parent when it is inserted");
        }
        if (foreignKey.traits().contains(Trait.NOT_VALID)) {
            notes.add("it is NOT VALID: existing rows may be orphans, which the service will count");
        }
        return notes;
    }

    static Optional<KeyType> keyType(Column column) {
        return Arrays.stream(KeyType.values())
                .filter(type -> type.catalogName().equals(column.type()))
                .findFirst();
    }
}
