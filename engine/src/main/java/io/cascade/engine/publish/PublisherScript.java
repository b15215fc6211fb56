/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Guards;
import io.cascade.engine.install.SqlBlock;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/** What {@link OutboxInstaller} and {@link PublisherInstaller} do, as SQL that decides by itself. */
public final class PublisherScript {

    private final String service;
    private final Contracts contracts;

    public PublisherScript(String service, Contracts contracts) {
        this.service = service;
        this.contracts = contracts;
    }

    /** The way out of the database, in the order that loses nothing: publication, then slot, then what publishes. */
    public List<String> outboxBlocks() {
        String publication =
                "EXISTS (SELECT FROM pg_publication WHERE pubname = " + Sql.literal(OutboxInstaller.PUBLICATION) + ")";
        return List.of(SqlBlock.unless(publication, List.of(OutboxInstaller.createPublication())), slot());
    }

    /** One block a parent table. */
    public List<String> triggerBlocks() {
        List<String> blocks = new ArrayList<>();
        Guards guards = new Guards(contracts);
        contracts.publishedBy(service).forEach((parent, relationships) -> {
            PublisherDdl ddl = new PublisherDdl(parent, relationships, guards);
            blocks.add(SqlBlock.body("IF (" + ddl.installed() + ") IS NOT TRUE THEN\n"
                    + SqlBlock.awaitSlot(OutboxInstaller.slot(service), "the triggers of " + parent.table()) + "\n"
                    + SqlBlock.execute(ddl.install()) + "\nEND IF;"));
        });
        return blocks;
    }

    /**
     * PostgreSQL makes no slot in a transaction that has written; the service makes it then, when it starts, and what needs
     * the slot.
     */
    private String slot() {
        String slot = OutboxInstaller.slot(service);
        return SqlBlock.body(
                """
                IF EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%1$s' AND database = current_database()) THEN
                RETURN;
                END IF;
                IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
                RAISE WARNING 'the replication slot %1$s is not created, because this transaction has written'
                    USING HINT = 'Run the script outside of a transaction, or leave the rest to the service.';
                RETURN;
                END IF;
                %3$s
                EXCEPTION WHEN insufficient_privilege THEN
                RAISE WARNING 'the replication slot %1$s is not created: %%', SQLERRM
                    USING HINT = 'Let a role with REPLICATION run this, then run the script again: %2$s';"""
                        .formatted(slot, SlotSql.plain(slot).replace("'", "''"), SlotSql.perform(slot)));
    }
}
