/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.StartRefusedException;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogForeignKey;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;

/** Installs key replicas and foreign keys. Does nothing where they are as the contracts ask. */
public final class SubscriberInstaller {

    private final DSLContext dsl;
    private final Catalog catalog;

    public SubscriberInstaller(DSLContext dsl) {
        this.dsl = dsl;
        this.catalog = new Catalog(dsl);
    }

    /** @throws StartRefusedException when something else stands in the way */
    public void install(Subscriptions subscriptions) {
        Set<KeyReplica> filled = new HashSet<>();
        for (KeyReplica replica : subscriptions.replicas()) {
            if (createReplica(replica)) {
                filled.add(replica);
            }
        }
        subscriptions.all().forEach(subscription -> install(subscription, filled.contains(subscription.replica())));
    }

    /** Returns whether it has keys already. */
    private boolean createReplica(KeyReplica replica) {
        Optional<String> comment = catalog.tableComment(replica.table());
        if (comment.isPresent() && !comment.get().equals(replica.description())) {
            throw new StartRefusedException(List.of("the table " + replica.table() + " is the '" + comment.get()
                    + "', not the '" + replica.description()
                    + "'; if the contract has changed its key's type, install under a new relationship name after"
                    + " dropping the old foreign key and replica."));
        }
        if (catalog.table(replica.table()).isEmpty()) {
            Ddl.run(dsl, replica.ddl());
            return false;
        }
        return catalog.hasRows(replica.table());
    }

    /**
     * The foreign key starts NOT VALID: it holds for every new row at once, and existing rows are checked when all of the
     * parent's keys have arrived. Where the replica is already in use for another relationship and existing rows are there,
     * it waits until then: the replica may be behind, and an old delete on its way is not for these rows.
     */
    private void install(Subscription subscription, boolean replicaFilled) {
        Optional<CatalogForeignKey> existing =
                catalog.foreignKey(subscription.relationship().child().table(), subscription.name());
        List<String> statements = new ArrayList<>();
        statements.add("INSERT INTO cascade.relationship (name, role, state) VALUES ("
                + Sql.literal(subscription.name()) + ", 'subscriber', 'backfilling') ON CONFLICT DO NOTHING");
        if (existing.isEmpty()) {
            boolean later = replicaFilled
                    && catalog.hasRows(subscription.relationship().child().table());
            if (!later) {
                statements.add(subscription.addForeignKey(false));
                statements.add(again(subscription));
            }
        } else if (!existing.get().references().equals(subscription.replica().table())) {
            throw new StartRefusedException(List.of("the table "
                    + subscription.relationship().child().table() + " has a foreign key named '" + subscription.name()
                    + "' to " + existing.get().references() + "; drop it, or give the relationship another name ("
                    + subscription.relationship().source() + ")"));
        } else if (!matches(existing.get(), subscription)) {
            statements.add(subscription.dropForeignKey());
            statements.add(subscription.addForeignKey(false));
            statements.add(again(subscription));
        }
        Ddl.run(dsl, statements);
    }

    private static String again(Subscription subscription) {
        return "UPDATE cascade.relationship SET state = 'backfilling', orphans = NULL WHERE role = 'subscriber' AND name = "
                + Sql.literal(subscription.name());
    }

    private static boolean matches(CatalogForeignKey existing, Subscription subscription) {
        return existing.onDelete() == subscription.actionCode()
                && existing.columns().equals(subscription.relationship().child().columns());
    }
}
