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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs key replicas and foreign keys. Does nothing where they are as the contracts ask. */
public final class SubscriberInstaller {

    private static final Logger LOGGER = LoggerFactory.getLogger(SubscriberInstaller.class);

    /** RESTRICT and NO ACTION, as {@code pg_constraint.confdeltype} has them. */
    private static final Set<Character> REFUSING = Set.of('r', 'a');

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
        subscriptions.all().forEach(subscription -> install(subscription, subscriptions.check(subscription)));
        subscriptions.all().forEach(subscription -> installOrphanTriggers(subscription.relationship()));
        subscriptions.all().forEach(subscription -> installVoteTriggers(new VoteTriggerDdl(subscription)));
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

    private void install(Subscription subscription, KeyCheckDdl check) {
        SubscriberDdl ddl = new SubscriberDdl(subscription, check, service);
        TableName child = subscription.relationship().child().table();
        Optional<CatalogForeignKey> existing = catalog.foreignKey(child, subscription.name());
        if (existing.isEmpty()) {
            if (subscription.eventual()) {
                Ddl.run(dsl, ddl.installEventual());
            } else if (!RelationshipState.isObserving(dsl, subscription.name())) {
                Ddl.run(dsl, ddl.install(catalog.hasRows(child), UUID.randomUUID()));
            }
        } else if (!existing.get().references().equals(subscription.replica().table())) {
            throw new StartRefusedException(List.of("the table " + child + " has a foreign key named '"
                    + subscription.name() + "' to " + existing.get().references()
                    + "; drop it, or give the relationship another name ("
                    + subscription.relationship().source() + ")"));
        } else {
            boolean kept = loosens(existing.get(), subscription);
            if (kept) {
                LOGGER.atWarn()
                        .addKeyValue("relationship", subscription.name())
                        .log(
                                "The foreign key refuses deletes, and these contracts would let them pass; it is kept. If that is"
                                        + " meant, run the script of ./cascade sql");
            }
            bringUpToDate(ddl, kept || matches(existing.get(), subscription));
        }
    }

    private void bringUpToDate(SubscriberDdl ddl, boolean same) {
        boolean accepting = !ddl.subscription().eventual() && holds(ddl.check().accepting());
        if (accepting && !RelationshipState.hasRequested(dsl, ddl.subscription().name())) {
            Ddl.run(dsl, ddl.becomeStrict(UUID.randomUUID()));
        }
        if (!same) {
            Ddl.run(dsl, ddl.change());
        } else if (!accepting && !holds(ddl.check().settled())) {
            Ddl.run(
                    dsl,
                    ddl.subscription().eventual()
                            ? ddl.becomeEventual()
                            : ddl.check().settle());
        }
    }

    private void installOrphanTriggers(Relationship relationship) {
        OrphanTriggers triggers = new OrphanTriggers(relationship);
        if (!holds(triggers.asContracted())) {
            Ddl.run(dsl, triggers.change());
        }
    }

    /** Those that no contract asks for any more stay: they refuse nothing while nothing is being decided. */
    private void installVoteTriggers(VoteTriggerDdl triggers) {
        if (triggers.subscription().asked() && !holds(triggers.upToDate())) {
            Ddl.run(dsl, triggers.install());
        }
    }

    private boolean holds(String condition) {
        return Boolean.TRUE.equals(dsl.fetchSingle("SELECT " + condition).get(0, Boolean.class));
    }

    /**
     * Whether a refusal would be lost. In a rolling update an older instance may start after a newer one has installed it, and
     * then it would be lost for good.
     */
    private static boolean loosens(CatalogForeignKey existing, Subscription subscription) {
        return REFUSING.contains(existing.onDelete()) && !REFUSING.contains(subscription.actionCode());
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
