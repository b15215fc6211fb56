/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.KeyColumn;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.event.BackfillRequest;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.TransactionSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes all keys of a parent table for a subscriber that has asked for them, in batches of their own transactions, and
 * in the end says so once a bucket. Continues where it stopped.
 *
 * <p>A batch locks its keys against deletion until its events have their version: so a later delete of any of them has a
 * higher one.
 */
public final class Backfill {

    private static final Logger LOGGER = LoggerFactory.getLogger(Backfill.class);

    /** Keys a transaction: short enough that a delete of one of them hardly waits. */
    private static final int BATCH = 10_000;

    private final DSLContext dsl;
    private final Relationship relationship;
    private final KeySql key;
    private final KeyEventSql events;

    public Backfill(DSLContext dsl, Relationship relationship) {
        this.dsl = dsl;
        this.relationship = relationship;
        this.key = new KeySql(relationship.parent().key());
        this.events = new KeyEventSql(relationship.parent(), List.of(relationship.name()));
    }

    /** Notes a request, also one for a relationship that is not installed here yet. A repeated one changes nothing. */
    static void request(DSLContext dsl, BackfillRequest request) {
        dsl.execute(
                """
                INSERT INTO cascade.relationship AS r (name, role, state, request) VALUES (?, 'publisher', 'backfilling', ?)
                ON CONFLICT (name, role) DO UPDATE
                SET state = 'backfilling', request = EXCLUDED.request, last_key = NULL
                WHERE r.request IS DISTINCT FROM EXCLUDED.request
                """,
                request.relationship(),
                request.request());
    }

    /** Publishes the next batch. Instances of a service take turns on the relationship's row. Returns false at the end. */
    public boolean step() {
        return dsl.transactionResult(tx -> {
            TransactionSettings.canonicalText(tx.dsl());
            Record state = tx.dsl()
                    .fetchOne(
                            "SELECT last_key, request FROM cascade.relationship"
                                    + " WHERE name = ? AND role = 'publisher' AND state = 'backfilling' FOR UPDATE",
                            relationship.name());
            if (state == null) {
                return false;
            }
            String[] after = state.get(0, String[].class);
            Record last = tx.dsl().fetchOne(batch(after != null), after == null ? new Object[0] : after);
            if (last == null || last.get(0) == null) {
                finish(tx.dsl(), state.get(1, UUID.class));
                return false;
            }
            String[] lastKey = new String[key.key().size()];
            Arrays.setAll(lastKey, i -> last.get(i, String.class));
            tx.dsl()
                    .execute(
                            "UPDATE cascade.relationship SET last_key = ? WHERE name = ? AND role = 'publisher'",
                            lastKey,
                            relationship.name());
            return true;
        });
    }

    private void finish(DSLContext tx, UUID request) {
        tx.execute(events.insertBackfilled(), request.toString());
        tx.execute(
                "UPDATE cascade.relationship SET state = 'enforced', last_key = NULL WHERE name = ? AND role = 'publisher'",
                relationship.name());
        LOGGER.atInfo().addKeyValue("relationship", relationship.name()).log("All existing keys are published");
    }

    /** Locks a batch, publishes what could be locked, and answers the batch's last key as text. */
    private String batch(boolean continued) {
        List<String> casts = new ArrayList<>();
        for (KeyColumn column : key.key()) {
            casts.add("CAST(? AS " + column.type().catalogName() + ")");
        }
        String from = continued ? " AND (" + key.columns() + ") > (" + String.join(", ", casts) + ")" : "";
        return "WITH batch AS MATERIALIZED (SELECT " + key.columns() + " FROM "
                + Sql.quote(relationship.parent().table()) + " AS p WHERE " + KeySql.notNull("p", key.names()) + from
                + " ORDER BY " + key.columns() + " LIMIT " + BATCH + " FOR KEY SHARE), published AS ("
                + events.insertCreated("batch") + ")"
                + " SELECT " + Sql.list(key.key(), column -> Sql.quote(column.name()) + "::text")
                + " FROM batch ORDER BY " + Sql.list(key.names(), name -> "batch." + Sql.quote(name) + " DESC")
                + " LIMIT 1";
    }
}
