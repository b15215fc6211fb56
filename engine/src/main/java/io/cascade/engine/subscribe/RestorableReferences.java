/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.KeyColumn;
import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.undo.Replicas;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;

/** Tells from the key replicas what kept rows would refer to when they came back. */
final class RestorableReferences implements Replicas {

    private final DSLContext dsl;
    private final Subscriptions subscriptions;

    RestorableReferences(DSLContext dsl, Subscriptions subscriptions) {
        this.dsl = dsl;
        this.subscriptions = subscriptions;
    }

    @Override
    public boolean held(String relationship) {
        return subscriptions
                .find(relationship)
                .map(Subscription::replica)
                .filter(replica -> new HeldKeys(dsl, replica, new ReplicaWriter(dsl, replica)).any())
                .isPresent();
    }

    @Override
    public List<Long> taken(DSLContext tx, String relationship, Collection<Long> rows, long since) {
        return subscriptions
                .find(relationship)
                .map(subscription -> tx.fetch(
                                select(subscription),
                                rows.toArray(Long[]::new),
                                Sql.quote(subscription.relationship().child().table()),
                                since)
                        .map(row -> row.get(0, Long.class)))
                .orElseGet(List::of);
    }

    private static String select(Subscription subscription) {
        Relationship relationship = subscription.relationship();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < relationship.parent().key().size(); i++) {
            KeyColumn key = relationship.parent().key().get(i);
            same.add("k." + Sql.quote(key.name()) + " = CAST(r.row ->> "
                    + Sql.literal(relationship.child().columns().get(i)) + " AS "
                    + key.type().catalogName() + ")");
        }
        return "SELECT r.id FROM unnest(CAST(? AS bigint[])) AS i (id) JOIN cascade.retained_row AS r ON r.id = i.id JOIN "
                + Sql.quote(subscription.replica().table()) + " AS k ON " + String.join(" AND ", same)
                + " WHERE to_regclass(r.relation) = to_regclass(?) AND k.version < ?"
                + " AND k.provisional_since IS NULL";
    }
}
