/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.publish.PublisherInstaller;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.subscribe.OrphanTriggers;
import io.cascade.engine.undo.RetentionTriggers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Tells a database that publishes what its contracts ask for from one that does not, or not yet. Changes nothing. */
final class InstallationCheck {

    private static final String OUR_SLOT =
            "SELECT FROM pg_replication_slots WHERE slot_name = ? AND database = current_database()";

    private final DSLContext dsl;

    InstallationCheck(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** Whether the engine has ever been installed. */
    boolean isInstalled() {
        return exists("SELECT FROM pg_namespace WHERE nspname = ?", Sql.SCHEMA);
    }

    /** Why parent tables of the service emit nothing, nothing leaves the database, or orphans stay. */
    List<TableReason> silent(String service, Contracts contracts) {
        List<TableReason> reasons = new ArrayList<>();
        PublisherInstaller installer = new PublisherInstaller(dsl, contracts);
        contracts.publishedBy(service).forEach((parent, relationships) -> {
            if (!installer.isInstalled(parent, relationships)) {
                reasons.add(new TableReason(
                        relationships.get(0),
                        parent.table() + " does not emit what its relationships ask for: its triggers are missing or of"
                                + " other contracts; start the service with these contracts, or run its cascade sql."));
            }
        });
        contracts.subscribedBy(service).stream()
                .filter(relationship -> !holds(new OrphanTriggers(relationship).asContracted()))
                .forEach(relationship -> reasons.add(new TableReason(
                        relationship,
                        relationship.child().table() + " does not treat orphans as '" + relationship.name()
                                + "' asks: its triggers are missing, left over or of another contract; start the service"
                                + " with these contracts, or run its cascade sql.")));
        retention(service, contracts).ifPresent(reasons::add);
        List<Relationship> all = new ArrayList<>(contracts.subscribedBy(service));
        contracts.publishedBy(service).values().forEach(all::addAll);
        outbox(service).forEach(text -> reasons.add(new TableReason(all.get(0), text)));
        return reasons;
    }

    private Optional<TableReason> retention(String service, Contracts contracts) {
        return contracts.relationships().stream()
                .filter(relationship -> relationship.retain() != null
                        && (relationship.parent().service().equals(service)
                                || relationship.child().service().equals(service)))
                .findFirst()
                .filter(relationship -> !new RetentionTriggers(service, contracts).installed(dsl))
                .map(relationship -> new TableReason(
                        relationship,
                        "copies of deleted rows are not kept everywhere in " + service
                                + ", or not for as long as retain asks;"
                                + " start the service with these contracts, or run its cascade sql."));
    }

    private List<String> outbox(String service) {
        String slot = OutboxInstaller.slot(service);
        List<String> reasons = new ArrayList<>();
        if (new Catalog(dsl).publication(OutboxInstaller.PUBLICATION).isEmpty()) {
            reasons.add(
                    "the publication " + OutboxInstaller.PUBLICATION + " is missing, so no event leaves the database"
                            + " of " + service + "; start the service, or run its cascade sql.");
        }
        if (!exists(OUR_SLOT, slot)) {
            reasons.add("the replication slot " + slot + " is missing, so no event leaves the database of " + service
                    + "; start the service, and look for drift if it has published before.");
        } else if (!exists(OUR_SLOT + " AND active", slot)) {
            reasons.add("nobody reads the replication slot " + slot + ", so no event leaves the database of " + service
                    + " and its WAL grows; start or register the service's connector.");
        }
        return reasons;
    }

    private boolean holds(String condition) {
        return dsl.fetchSingle("SELECT " + condition).get(0, Boolean.class);
    }

    private boolean exists(String sql, String binding) {
        return !dsl.fetch(sql, binding).isEmpty();
    }
}
