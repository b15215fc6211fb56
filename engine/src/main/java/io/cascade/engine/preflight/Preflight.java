/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.Check;
import io.cascade.contracts.Contracts;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.engine.StartRefusedException;
import io.cascade.engine.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Looks for everything that would make enforcement silently void, before anything is installed. A foreign key that does
 * not hold is worse than a service that does not start.
 */
public final class Preflight {

    private final Catalog catalog;

    public Preflight(Catalog catalog) {
        this.catalog = catalog;
    }

    /** What the tables lack for the service's relationships, whatever the server's settings are. */
    public List<TableReason> tables(String service, Contracts contracts) {
        List<TableReason> reasons = new ArrayList<>();
        ParentTableCheck parents = new ParentTableCheck(catalog);
        contracts.publishedBy(service).forEach((parent, relationships) -> parents.reasons(parent, relationships.get(0))
                .forEach(text -> reasons.add(new TableReason(relationships.get(0), text))));
        ChildTableCheck children = new ChildTableCheck(catalog);
        contracts.subscribedBy(service).forEach(relationship -> children.reasons(relationship)
                .forEach(text -> reasons.add(new TableReason(relationship, text))));
        RetentionCheckup retention = new RetentionCheckup(catalog);
        contracts.relationships().forEach(relationship -> retention
                .reasons(relationship, service)
                .forEach(text -> reasons.add(new TableReason(relationship, text))));
        return reasons;
    }

    /** What the service's relationships ask for and its tables never let happen. */
    List<TableReason> idle(String service, Contracts contracts) {
        return contracts.subscribedBy(service).stream()
                .filter(relationship -> catalog.table(relationship.child().table())
                        .filter(table -> OrphanCheckup.idle(relationship, table))
                        .isPresent())
                .map(relationship -> new TableReason(
                        relationship,
                        "deleteOrphan of '" + relationship.name() + "' can never act, because "
                                + String.join(", ", relationship.child().columns()) + " of "
                                + relationship.child().table()
                                + " is NOT NULL; drop the NOT NULL, or leave deleteOrphan out."))
                .toList();
    }

    /** What would be better, and is no harm: sentences, each with what to do. */
    List<String> advice() {
        return catalog.unseenStandby()
                ? List.of(
                        "The delay of a standby cannot be seen by this role, so deletes are not slowed down by it; GRANT"
                                + " pg_read_all_stats to it, or set CASCADE_BRAKE_REPLICA_LAG to off.")
                : List.of();
    }

    /** @throws StartRefusedException with every reason found */
    public void check(String service, Contracts contracts) {
        check(service, contracts, parent -> true);
    }

    /**
     * @param asks whether a parent's service can be asked for a key
     * @throws StartRefusedException with every reason found
     */
    public void check(String service, Contracts contracts, Predicate<String> asks) {
        List<String> reasons = new ArrayList<>();
        Map<ParentTable, List<Relationship>> published = contracts.publishedBy(service);
        List<Relationship> subscribed = contracts.subscribedBy(service);
        if (published.isEmpty() && subscribed.isEmpty()) {
            reasons.add("no relationship names the service '" + service + "'; the contracts name "
                    + String.join(", ", contracts.services())
                    + ". Check the service's name and the folder of the contracts.");
        }
        reasons.addAll(new ServerCheck(catalog).reasons());
        tables(service, contracts).forEach(reason -> reasons.add(reason.text()));
        subscribed.stream()
                .filter(relationship -> relationship.check() == Check.EVENTUAL
                        && !asks.test(relationship.parent().service()))
                .forEach(relationship -> reasons.add("'" + relationship.name()
                        + "' has check: eventual, but there is no way to ask "
                        + relationship.parent().service() + " for a key (" + relationship.source()
                        + "), so a key that does not exist would be accepted for ever; configure a look-up"
                        + " (CASCADE_PEERS for services on Quarkus), or choose check: strict."));
        if (!reasons.isEmpty()) {
            throw new StartRefusedException(reasons);
        }
    }
}
