/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/** What would make a restored deletion come back in part. */
final class RetentionCheckup {

    private final Catalog catalog;

    RetentionCheckup(Catalog catalog) {
        this.catalog = catalog;
    }

    List<String> reasons(Relationship relationship, String service) {
        List<String> reasons = new ArrayList<>();
        if (relationship.retain() == null) {
            return reasons;
        }
        TableName child = relationship.child().table();
        if (relationship.parent().service().equals(service)) {
            owned(relationship, relationship.parent().table(), reasons);
        }
        if (relationship.child().service().equals(service)) {
            owned(relationship, child, reasons);
            if (relationship.onDelete().sets() && catalog.table(child).isPresent() && !catalog.hasPrimaryKey(child)) {
                reasons.add("retain of '" + relationship.name() + "' (" + relationship.source()
                        + ") could never bring a reference back, because " + child
                        + " has no primary key to find the row by; give it one, or leave retain out.");
            }
        }
        return reasons;
    }

    private void owned(Relationship relationship, TableName table, List<String> reasons) {
        catalog.reachedOfOthers(table).stream()
                .filter(reached -> !reached.equals(Sql.quote(table)))
                .forEach(reached -> reasons.add("deletes of " + table + " reach " + reached
                        + " by a local foreign key, and this role does not own it, so retain of '" + relationship.name()
                        + "' (" + relationship.source()
                        + ") could keep no copies of its rows; connect as its owner, or leave retain out."));
    }
}
