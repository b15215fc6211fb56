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
record SubscriberDdl(Subscription subscription, String service) {

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
        }
        if (subscription.asked()) {
            statements.addAll(new VoteTriggerDdl(subscription).install());
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
        return statements;
    }

    /** Brings a foreign key whose contract has changed up to date. */
    List<String> change() {
        return List.of(
                subscription.dropForeignKey(),
                subscription.addForeignKey(false),
                "UPDATE cascade.relationship SET state = 'backfilling', orphans = NULL"
                        + " WHERE role = 'subscriber' AND name = " + Sql.literal(subscription.name()));
    }
}
