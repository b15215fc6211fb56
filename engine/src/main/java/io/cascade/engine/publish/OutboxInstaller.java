/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.engine.StartRefusedException;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogPublication;
import io.cascade.engine.catalog.CatalogSlot;
import io.cascade.engine.install.Ddl;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that the outbox leaves the database: its publication and its replication slot. The slot is made here, before
 * the first event, and not by the connector: what is written before the slot exists would never be seen.
 */
public final class OutboxInstaller {

    /** Named in the connector's configuration too. */
    public static final String PUBLICATION = "cascade_outbox";

    private static final Logger LOGGER = LoggerFactory.getLogger(OutboxInstaller.class);
    private static final List<String> TABLES = List.of("cascade.outbox", "cascade.heartbeat");

    private final DSLContext dsl;
    private final Catalog catalog;

    public OutboxInstaller(DSLContext dsl) {
        this.dsl = dsl;
        this.catalog = new Catalog(dsl);
    }

    /** The replication slot of a service: its name with underscores. */
    public static String slot(String service) {
        return "cascade_" + service.replace('-', '_');
    }

    /** @throws StartRefusedException when events would not leave the database */
    public void install(String service) {
        installPublication();
        installSlot(slot(service));
    }

    private void installPublication() {
        Optional<CatalogPublication> publication = catalog.publication(PUBLICATION);
        if (publication.isEmpty()) {
            Ddl.run(dsl, List.of(createPublication()));
            return;
        }
        CatalogPublication found = publication.get();
        if (!found.inserts() || !found.viaRoot() || !found.tables().containsAll(TABLES)) {
            throw new StartRefusedException(List.of("the publication " + PUBLICATION
                    + " does not publish the inserts of cascade.outbox and cascade.heartbeat via their root, so events"
                    + " would be lost; run DROP PUBLICATION " + PUBLICATION
                    + " and start again to have it made anew, then look for drift."));
        }
    }

    static String createPublication() {
        return "CREATE PUBLICATION " + PUBLICATION + " FOR TABLE " + String.join(", ", TABLES)
                + " WITH (publish = 'insert', publish_via_partition_root = true)";
    }

    private void installSlot(String slot) {
        Optional<CatalogSlot> found = catalog.slot(slot);
        if (found.isPresent()) {
            check(found.get());
            return;
        }
        tellWhatItWaitsFor(slot);
        String create = SlotSql.create(slot, catalog.setting("server_version_num"));
        try {
            dsl.execute(create);
        } catch (RuntimeException e) {
            throw new StartRefusedException(List.of("the replication slot " + slot + " cannot be created ("
                    + reason(e) + "); give this role REPLICATION and check max_replication_slots, or create the slot"
                    + " before the service starts: " + create));
        }
        if (exists("SELECT 1 FROM cascade.outbox LIMIT 1")) {
            LOGGER.atError()
                    .addKeyValue("slot", slot)
                    .log("The replication slot was missing although events had been written; events since it was lost"
                            + " were not published, so key replicas may have drifted");
        }
    }

    /** Slots belong to the server, not to a database: one of the same name may be there for something else. */
    private void check(CatalogSlot slot) {
        String reason = null;
        if (!slot.ours()) {
            reason = "belongs to the database " + slot.database()
                    + "; give the service another name, or a server of its own";
        } else if (!"pgoutput".equals(slot.plugin())) {
            reason = "decodes with " + slot.plugin() + ", not with pgoutput; drop it and start again";
        } else if (slot.lost()) {
            reason =
                    "is invalid, because the server has removed WAL that it still needed; drop it, start again and look"
                            + " for drift";
        }
        if (reason != null) {
            throw new StartRefusedException(
                    List.of("no event would leave the database: the replication slot " + slot.name() + " " + reason));
        }
    }

    private void tellWhatItWaitsFor(String slot) {
        long open = dsl.fetchSingle("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid'"
                        + " AND mode = 'ExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()")
                .get(0, Long.class);
        if (open > 0) {
            LOGGER.atWarn()
                    .addKeyValue("slot", slot)
                    .addKeyValue("transactions", open)
                    .log("Creating the replication slot waits until the transactions end that write now, those of other"
                            + " databases and prepared ones included");
        }
    }

    private boolean exists(String sql, Object... bindings) {
        return !dsl.fetch(sql, bindings).isEmpty();
    }

    private static String reason(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
