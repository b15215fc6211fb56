/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.event.BackfillRequest;
import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.engine.outbox.PublisherMessages;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The statements that install one relationship at its child service, each list for one transaction. */
record SubscriberDdl(Subscription subscription, KeyCheckDdl check, String service) {

    /**
     * An empty child table gets its foreign key at once. One with rows first waits for all keys: a foreign key would refuse
     * the application's inserts until then, and deletes of a key's former life, still on their way, would hit the rows of
     * its present one.
     *
     * @param observe whether the child table has rows
     */
    List<String> install(boolean observe, UUID request) {
        List<String> statements = new ArrayList<>();
        if (!observe) {
            statements.add(subscription.addForeignKey(false));
            statements.addAll(check.install());
        }
        statements.addAll(request(observe ? "observing" : "backfilling", request));
        return statements;
    }

    /**
     * Asks for the keys that a replica lacks when one of its relationships no longer accepts unknown keys. Until they are
     * there it goes on accepting them.
     */
    List<String> becomeStrict(UUID request) {
        return request("backfilling", request);
    }

    private List<String> request(String state, UUID request) {
        List<String> statements = new ArrayList<>();
        statements.add("INSERT INTO cascade.relationship (name, role, state, request) VALUES ("
                + Sql.literal(subscription.name()) + ", 'subscriber', '" + state + "', '" + request
                + "') ON CONFLICT (name, role) DO UPDATE SET state = EXCLUDED.state, request = EXCLUDED.request,"
                + " buckets = '{}', orphans = NULL");
        statements.add(PublisherMessages.insert(
                service,
                subscription.relationship().parent().service(),
                EventType.BACKFILL_REQUESTED,
                EventCodec.write(new BackfillRequest(subscription.name(), request))));
        return statements;
    }

    /**
     * An eventual relationship needs no backfill, and has its foreign key from the first moment: new rows bring their keys.
     * What existing rows refer to is noted by the running service.
     */
    List<String> installEventual() {
        List<String> statements = new ArrayList<>();
        statements.add(subscription.addForeignKey(false));
        statements.addAll(check.install());
        statements.add(observeReferences());
        return statements;
    }

    /** Makes a relationship that has its foreign key eventual. */
    List<String> becomeEventual() {
        List<String> statements = new ArrayList<>(check.install());
        statements.add(
                "UPDATE cascade.relationship SET state = CASE state WHEN 'enforced' THEN state ELSE 'observing' END,"
                        + " request = NULL, buckets = '{}', bucket_count = NULL WHERE role = 'subscriber' AND name = "
                        + Sql.literal(subscription.name()) + " AND request IS NOT NULL");
        return statements;
    }

    /** Brings a foreign key whose contract has changed up to date. */
    List<String> change() {
        List<String> statements = new ArrayList<>();
        statements.add(subscription.dropForeignKey());
        statements.add(subscription.addForeignKey(false));
        statements.addAll(check.settle());
        statements.add(
                subscription.eventual()
                        ? observeReferences()
                        : "UPDATE cascade.relationship SET state = 'backfilling', orphans = NULL"
                                + " WHERE role = 'subscriber' AND name = " + Sql.literal(subscription.name()));
        return statements;
    }

    private String observeReferences() {
        return "INSERT INTO cascade.relationship (name, role, state) VALUES (" + Sql.literal(subscription.name())
                + ", 'subscriber', 'observing') ON CONFLICT (name, role) DO UPDATE SET state = EXCLUDED.state,"
                + " request = NULL, buckets = '{}', bucket_count = NULL, orphans = NULL";
    }
}
