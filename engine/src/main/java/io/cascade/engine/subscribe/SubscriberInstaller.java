/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.TableName;
import io.cascade.contracts.event.BackfillRequest;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.StartRefusedException;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogForeignKey;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
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
    }

    private void createReplica(KeyReplica replica) {
        Optional<String> comment = catalog.tableComment(replica.table());
        if (comment.isPresent() && !comment.get().equals(replica.description())) {
            throw new StartRefusedException(List.of("the table " + replica.table() + " is the '" + comment.get()
                    + "', not the '" + replica.description()
                    + "'; if the contract has changed its key's type, install under a new relationship name after"
                    + " dropping the old foreign key and replica."));
        }
        if (catalog.table(replica.table()).isEmpty()) {
            Ddl.run(dsl, replica.ddl());
        }
    }

    private void install(Subscription subscription) {
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
            Ddl.run(
                    dsl,
                    List.of(
                            subscription.dropForeignKey(),
                            subscription.addForeignKey(false),
                            "UPDATE cascade.relationship SET state = 'backfilling', orphans = NULL"
                                    + " WHERE role = 'subscriber' AND name = " + Sql.literal(subscription.name())));
        }
    }

    /**
     * An empty child table gets its foreign key at once. One with rows first waits for all keys: a foreign key would refuse
     * the application's inserts until then, and deletes of a key's former life, still on their way, would hit the rows of
     * its present one.
     */
    private void installNew(Subscription subscription, TableName child) {
        boolean observe = catalog.hasRows(child);
        UUID request = UUID.randomUUID();
        List<String> statements = new ArrayList<>();
        if (!observe) {
            statements.add(subscription.addForeignKey(false));
        }
        statements.add("INSERT INTO cascade.relationship (name, role, state, request) VALUES ("
                + Sql.literal(subscription.name()) + ", 'subscriber', "
                + (observe ? "'observing'" : "'backfilling'") + ", '" + request
                + "') ON CONFLICT (name, role) DO UPDATE SET state = EXCLUDED.state, request = EXCLUDED.request,"
                + " buckets = '{}', orphans = NULL");
        statements.add(PublisherMessages.insert(
                service,
                subscription.relationship().parent().service(),
                EventType.BACKFILL_REQUESTED,
                EventCodec.write(new BackfillRequest(subscription.name(), request))));
        Ddl.run(dsl, statements);
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
