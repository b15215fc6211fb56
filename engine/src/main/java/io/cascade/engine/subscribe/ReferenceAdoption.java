/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.TransactionSettings;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes the keys that rows from before an eventual relationship refer to, in batches that hardly keep an insert waiting.
 * New rows bring their keys by themselves, so that one pass over the table is enough. Such a key is marked: whether its
 * children are orphans is for a person to decide.
 */
final class ReferenceAdoption {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReferenceAdoption.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
    private static final int BATCH = 1000;

    private final DSLContext dsl;
    private final Subscription subscription;

    ReferenceAdoption(DSLContext dsl, Subscription subscription) {
        this.dsl = dsl;
        this.subscription = subscription;
    }

    /** Does nothing where it was done before. */
    void run() {
        if (!RelationshipState.isObserving(dsl, subscription.name())) {
            return;
        }
        KeyBatch last = null;
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            last = next(last);
            more = last != null;
        }
        boolean installed = new Catalog(dsl)
                .foreignKey(subscription.relationship().child().table(), subscription.name())
                .isPresent();
        if (!more && installed) {
            dsl.execute(subscription.validateForeignKey());
            RelationshipState.adopted(dsl, subscription.name());
        }
    }

    /**
     * Says how the relationship is, once somebody has answered for all that existing rows refer to.
     *
     * @return whether that is so
     */
    boolean settle() {
        String before = RelationshipState.of(dsl, subscription.name());
        if (before.equals("observing") || new ProvisionalKeys(dsl, subscription.replica()).anyAdoptedOpen()) {
            return false;
        }
        long orphans = dsl.fetchSingle(subscription.countChildrenOfAbsent()).get(0, Long.class);
        RelationshipState.checked(dsl, subscription.name(), orphans);
        if (before.equals("backfilling") && RelationshipState.allEnforced(dsl)) {
            dsl.execute("DELETE FROM " + Sql.quote(subscription.replica().deleted()));
        }
        if (!before.equals(orphans == 0 ? "enforced" : "orphans")) {
            LOGGER.atInfo()
                    .addKeyValue("relationship", subscription.name())
                    .addKeyValue("orphans", orphans)
                    .log("All that the rows refer to was looked up");
        }
        return true;
    }

    /** Adopts a batch in the order of the keys; returns the last one, and null at the end. */
    private @Nullable KeyBatch next(@Nullable KeyBatch after) {
        return dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            TransactionSettings.canonicalText(tx);
            TransactionSettings.lockTimeout(tx, LOCK_TIMEOUT);
            KeyBatch batch = new ReplicaWriter(tx, subscription.replica())
                    .read(tx.fetchSingle(batch(after != null), after == null ? new Object[0] : after.bindings()));
            if (batch.isEmpty()) {
                return null;
            }
            new ProvisionalKeys(tx, subscription.replica()).adopt(batch);
            return batch.last();
        });
    }

    private String batch(boolean continued) {
        KeySql key = subscription.replica().keySql();
        List<String> columns = subscription.relationship().child().columns();
        String from = continued
                ? " AND (" + KeySql.columns("c", columns) + ") > (SELECT " + KeySql.columns("k", key.names()) + " FROM "
                        + key.unnest("k") + ")"
                : "";
        return "WITH next (" + key.columns() + ") AS (SELECT DISTINCT " + KeySql.columns("c", columns) + " FROM "
                + Sql.quote(subscription.relationship().child().table()) + " AS c WHERE "
                + KeySql.notNull("c", columns) + from + " ORDER BY " + KeySql.columns("c", columns) + " LIMIT " + BATCH
                + ") SELECT "
                + Sql.list(
                        key.names(),
                        name -> "array_agg(next." + Sql.quote(name) + "::text ORDER BY "
                                + KeySql.columns("next", key.names()) + ")")
                + " FROM next";
    }
}
