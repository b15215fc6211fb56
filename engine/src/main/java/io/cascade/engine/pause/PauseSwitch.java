/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.pause;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.event.Pause;
import io.cascade.engine.sql.TransactionSettings;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The switch is a row that every transaction of every instance looks at before it deletes. */
public final class PauseSwitch implements Pauses {

    private static final Logger LOGGER = LoggerFactory.getLogger(PauseSwitch.class);

    private final DSLContext dsl;
    private final String service;
    private final Contracts contracts;
    private final Runnable onResumed;

    /** @param onResumed told when what was put aside may go on */
    public PauseSwitch(DSLContext dsl, String service, Contracts contracts, Runnable onResumed) {
        this.dsl = dsl;
        this.service = service;
        this.contracts = contracts;
        this.onResumed = onResumed;
    }

    @Override
    public void pause(String name, @Nullable String reason) {
        set(
                name,
                "paused_since = coalesce(paused_since, clock_timestamp()), pause_reason = coalesce(?, pause_reason)",
                reason);
        LOGGER.atWarn().addKeyValue("relationship", name).log("The deletes of a relationship are paused");
    }

    @Override
    public void resume(String name) {
        set(name, "paused_since = NULL, pause_reason = CAST(? AS text)", null);
        LOGGER.atInfo().addKeyValue("relationship", name).log("The deletes of a relationship go on");
        onResumed.run();
    }

    private void set(String name, String change, @Nullable String reason) {
        Relationship relationship = contracts.subscribedBy(service).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> notOurs(name));
        dsl.transaction(configuration -> {
            DSLContext tx = configuration.dsl();
            TransactionSettings.freshSnapshots(tx);
            Record row = tx.fetchOne(
                    "UPDATE cascade.relationship SET " + change + ", pause_version = greatest(pause_version + 1,"
                            + " CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint))"
                            + " WHERE name = ? AND role = 'subscriber' RETURNING paused_since, pause_reason, pause_version",
                    reason,
                    name);
            if (row == null) {
                throw notOurs(name);
            }
            tell(tx, relationship, row);
        });
    }

    /** Those of the same parent table share its keys, and a key stays until all of them may let it go. */
    private void tell(DSLContext tx, Relationship paused, Record row) {
        OffsetDateTime time = row.get(0, OffsetDateTime.class);
        Instant since = time == null ? null : time.toInstant();
        contracts.subscribedBy(service).stream()
                .filter(each -> each.parent().equals(paused.parent()))
                .forEach(each -> PauseMessages.send(
                        tx,
                        service,
                        each.parent().service(),
                        new Pause(
                                each.name(),
                                paused.name(),
                                service,
                                true,
                                row.get(2, Long.class),
                                since,
                                row.get(1, String.class))));
    }

    private IllegalArgumentException notOurs(String name) {
        return new IllegalArgumentException(service + " does not own the child table of a relationship '" + name + "'");
    }
}
