/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.TableName;
import io.cascade.engine.install.SqlBlock;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What {@link SubscriberInstaller} does, as SQL that decides by itself. */
public final class SubscriberScript {

    /** Stands for the request that each database makes for itself. */
    private static final UUID PLACEHOLDER = new UUID(0, 0);

    private static final String FOUND =
            """
            SELECT con.confrelid = %s,
                   con.confdeltype = '%s' AND columns.names = ARRAY[%s]
                       AND set_columns.names @> ARRAY[%5$s]::text[] AND set_columns.names <@ ARRAY[%5$s]::text[]
            INTO ours, same
            FROM pg_constraint con,
                 LATERAL (SELECT array_agg(a.attname::text ORDER BY k.position) AS names
                          FROM unnest(con.conkey) WITH ORDINALITY k (attnum, position)
                          JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum) AS columns,
                 LATERAL (SELECT coalesce(array_agg(a.attname::text), '{}') AS names
                          FROM unnest(con.confdelsetcols) k (attnum)
                          JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum) AS set_columns
            WHERE con.contype = 'f' AND con.conrelid = %4$s AND con.conname = %6$s;
            """;

    private final String service;
    private final String slot;
    private final Subscriptions subscriptions;

    /** @param slot the service's replication slot */
    public SubscriberScript(String service, Contracts contracts, String slot) {
        this.service = service;
        this.slot = slot;
        this.subscriptions = new Subscriptions(service, contracts);
    }

    /** One block a key replica, then one a relationship, then one for its orphans. */
    public List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        subscriptions.replicas().forEach(replica -> blocks.add(block(replica)));
        subscriptions.all().forEach(subscription -> {
            SubscriberDdl ddl = new SubscriberDdl(subscription, subscriptions.check(subscription), service);
            blocks.add(subscription.eventual() ? eventual(ddl) : strict(ddl));
        });
        subscriptions.all().forEach(subscription -> {
            OrphanTriggers orphans = new OrphanTriggers(subscription.relationship());
            blocks.add(SqlBlock.unless(orphans.asContracted(), orphans.change()));
            VoteTriggerDdl votes = new VoteTriggerDdl(subscription);
            blocks.add(SqlBlock.unless(votes.upToDate(), votes.change()));
        });
        return blocks;
    }

    private static String block(KeyReplica replica) {
        String oid = Sql.regclass(replica.table());
        return SqlBlock.body(
                """
                IF %1$s IS NOT NULL AND obj_description(%1$s, 'pg_class') IS DISTINCT FROM %3$s THEN
                RAISE EXCEPTION USING
                    MESSAGE = format('the table %%s is the "%%s"', %1$s, obj_description(%1$s, 'pg_class')),
                    HINT = 'If the contract has changed its key''s type, install under a new relationship name after dropping the old foreign key and replica.';
                ELSIF (%4$s) IS NOT TRUE THEN
                %2$s
                END IF;"""
                        .formatted(
                                oid,
                                SqlBlock.execute(replica.ddl()),
                                Sql.literal(replica.description()),
                                replica.complete()));
    }

    private String strict(SubscriberDdl ddl) {
        Subscription subscription = ddl.subscription();
        TableName child = subscription.relationship().child().table();
        return SqlBlock.body(
                "ours boolean;\nsame boolean;\naccepting boolean;",
                found(subscription, child)
                        + """
                        IF NOT FOUND THEN
                        IF EXISTS (SELECT FROM cascade.relationship WHERE name = %1$s AND role = 'subscriber' AND state = 'observing') THEN
                        RETURN;
                        END IF;
                        %7$s
                        -- A table with rows gets its foreign key from the running service, when all keys have arrived.
                        IF EXISTS (SELECT FROM %2$s) THEN
                        %3$s
                        ELSE
                        %4$s
                        END IF;
                        RETURN;
                        END IF;
                        %5$s
                        accepting := coalesce(%8$s, false);
                        IF accepting AND NOT EXISTS (SELECT FROM cascade.relationship WHERE name = %1$s AND role = 'subscriber' AND request IS NOT NULL) THEN
                        %7$s
                        %9$s
                        END IF;
                        IF NOT same THEN
                        %6$s
                        ELSIF NOT accepting AND (%10$s) IS NOT TRUE THEN
                        %11$s
                        END IF;"""
                                .formatted(
                                        Sql.literal(subscription.name()),
                                        Sql.quote(child),
                                        executeWithRequest(ddl.install(true, PLACEHOLDER)),
                                        executeWithRequest(ddl.install(false, PLACEHOLDER)),
                                        refuseOthers(subscription),
                                        SqlBlock.execute(ddl.change()),
                                        SqlBlock.awaitSlot(slot, "the foreign key " + subscription.name()),
                                        ddl.check().accepting(),
                                        executeWithRequest(ddl.becomeStrict(PLACEHOLDER)),
                                        ddl.check().settled(),
                                        SqlBlock.execute(ddl.check().settle())));
    }

    private static String eventual(SubscriberDdl ddl) {
        Subscription subscription = ddl.subscription();
        return SqlBlock.body(
                "ours boolean;\nsame boolean;",
                found(subscription, subscription.relationship().child().table())
                        + """
                        IF NOT FOUND THEN
                        %s
                        RETURN;
                        END IF;
                        %s
                        IF NOT same THEN
                        %s
                        ELSIF (%s) IS NOT TRUE THEN
                        %s
                        END IF;"""
                                .formatted(
                                        SqlBlock.execute(ddl.installEventual()),
                                        refuseOthers(subscription),
                                        SqlBlock.execute(ddl.change()),
                                        ddl.check().settled(),
                                        SqlBlock.execute(ddl.becomeEventual())));
    }

    private static String refuseOthers(Subscription subscription) {
        return """
                IF NOT ours THEN
                RAISE EXCEPTION USING MESSAGE = format('the table %%s has another foreign key named %%L', %s, %s),
                    HINT = 'Drop it, or give the relationship another name.';
                END IF;"""
                .formatted(Sql.regclass(subscription.relationship().child().table()), Sql.literal(subscription.name()));
    }

    private static String found(Subscription subscription, TableName child) {
        List<String> set =
                subscription.setsAll() ? List.of() : subscription.relationship().setColumns();
        return FOUND.formatted(
                Sql.regclass(subscription.replica().table()),
                subscription.actionCode(),
                Sql.list(subscription.relationship().child().columns(), Sql::literal),
                Sql.regclass(child),
                Sql.list(set, Sql::literal),
                Sql.literal(subscription.name()));
    }

    private static String executeWithRequest(List<String> statements) {
        return "EXECUTE replace(" + SqlBlock.quoted(statements) + ", '" + PLACEHOLDER + "', gen_random_uuid()::text);";
    }
}
