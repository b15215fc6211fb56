/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.StartRefusedException;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogForeignKey;
import io.cascade.engine.install.Ddl;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** Installs key replicas and foreign keys. Does nothing where they are as the contracts ask. */
public final class SubscriberInstaller {

    private final DSLContext dsl;
    private final String service;
    private final Catalog catalog;

    public SubscriberInstaller(DSLContext dsl, String service) {
        this.dsl = dsl;
        this.service = service;
        this.catalog = new Catalog(dsl);
    }

    /** @throws StartRefusedException when something else stands in the way */
    public void install(Subscriptions subscriptions) {
        subscriptions.replicas().forEach(this::createReplica);
        subscriptions.all().forEach(this::install);
        subscriptions.all().forEach(subscription -> installOrphanTriggers(subscription.relationship()));
    }

    private void createReplica(KeyReplica replica) {
        Optional<String> comment = catalog.tableComment(replica.table());
        if (comment.isPresent() && !comment.get().equals(replica.description())) {
            throw new StartRefusedException(List.of("the table " + replica.table() + " is the '" + comment.get()
                    + "', not the '" + replica.description()
                    + "'; if the contract has changed its key's type, install under a new relationship name after"
                    + " dropping the old foreign key and replica."));
        }
        if (!holds(replica.complete())) {
            Ddl.run(dsl, replica.ddl());
        }
    }

    private void install(Subscription subscription) {
        installForeignKey(subscription);
        VoteTriggerDdl votes = new VoteTriggerDdl(subscription);
        if (!dsl.fetchSingle("SELECT " + votes.upToDate()).get(0, Boolean.class)) {
            Ddl.run(dsl, votes.change());
        }
    }

    private void installForeignKey(Subscription subscription) {
        TableName child = subscription.relationship().child().table();
        Optional<CatalogForeignKey> existing = catalog.foreignKey(child, subscription.name());
        if (existing.isEmpty()) {
            if (!RelationshipState.isObserving(dsl, subscription.name())) {
                installNew(subscription, child);
            }
        } else if (!existing.get().references().equals(subscription.replica().table())) {
            throw new StartRefusedException(List.of("the table " + child + " has a foreign key named '"
                    + subscription.name() + "' to " + existing.get().references()
                    + "; drop it, or give the relationship another name ("
                    + subscription.relationship().source() + ")"));
        } else if (!matches(existing.get(), subscription)) {
            Ddl.run(dsl, new SubscriberDdl(subscription, service).change());
        }
    }

    private void installNew(Subscription subscription, TableName child) {
        Ddl.run(dsl, new SubscriberDdl(subscription, service).install(catalog.hasRows(child), UUID.randomUUID()));
    }

    private void installOrphanTriggers(Relationship relationship) {
        OrphanTriggers triggers = new OrphanTriggers(relationship);
        if (!holds(triggers.asContracted())) {
            Ddl.run(dsl, triggers.change());
        }
    }

    private boolean holds(String condition) {
        return dsl.fetchSingle("SELECT " + condition).get(0, Boolean.class);
    }

    private static boolean matches(CatalogForeignKey existing, Subscription subscription) {
        return existing.onDelete() == subscription.actionCode()
                && existing.columns().equals(subscription.relationship().child().columns())
                && Set.copyOf(existing.setColumns())
                        .equals(
                                subscription.setsAll()
                                        ? Set.of()
                                        : Set.copyOf(subscription.relationship().setColumns()));
    }
}
