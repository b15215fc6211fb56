/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Propagation;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.key.KeyLookup.Answer.Absent;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the rows that existed before a relationship, once all of the parent's keys have arrived. PostgreSQL itself says
 * whether there are orphans: they are counted and reported, never deleted, because nobody knows why they are there.
 */
public final class OrphanCheck implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(OrphanCheck.class);
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofMinutes(5);
    private static final int BATCH = 1000;

    private final DSLContext dsl;
    private final Catalog catalog;
    private final Subscriptions subscriptions;
    private final KeyLookup lookup;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "cascade-orphan-check");
        thread.setDaemon(true);
        return thread;
    });

    public OrphanCheck(DSLContext dsl, Subscriptions subscriptions, KeyLookup lookup) {
        this.lookup = lookup;
        this.dsl = dsl;
        this.catalog = new Catalog(dsl);
        this.subscriptions = subscriptions;
    }

    /** Looks again from time to time: orphans may have been cleaned up by then. */
    public void start() {
        executor.scheduleWithFixedDelay(this::run, FIRST.toMillis(), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks soon. */
    public void request() {
        if (!executor.isShutdown()) {
            executor.execute(this::run);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Set<String> toCheck = RelationshipState.toCheck(dsl);
            toCheck.removeAll(RelationshipState.paused(dsl));
            for (Subscription subscription : subscriptions.all()) {
                if (toCheck.contains(subscription.name())) {
                    check(subscription);
                }
            }
            if (!toCheck.isEmpty() && RelationshipState.allEnforced(dsl)) {
                subscriptions.replicas().forEach(replica -> dsl.execute("DELETE FROM " + Sql.quote(replica.deleted())));
            }
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("error", Failures.describe(e))
                    .log("Existing rows could not be checked; this is tried again");
        }
    }

    private void check(Subscription subscription) {
        if (catalog.foreignKey(subscription.relationship().child().table(), subscription.name())
                .isEmpty()) {
            List<String> statements = new ArrayList<>();
            statements.add(subscription.addForeignKey(false));
            statements.addAll(subscriptions.check(subscription).install());
            statements.add(new ProvisionalKeys(dsl, subscription.replica()).adopt(subscription));
            statements.add("UPDATE cascade.relationship SET state = 'backfilling' WHERE role = 'subscriber' AND name = "
                    + Sql.literal(subscription.name()));
            Ddl.run(dsl, statements);
        } else {
            stopAccepting(subscriptions.check(subscription));
        }
        for (Propagation propagation : Propagation.values()) {
            applyRememberedDeletes(subscription, propagation);
        }
        long orphans = dsl.fetchSingle(subscription.countOrphans()).get(0, Long.class);
        if (orphans == 0) {
            dsl.execute(subscription.validateForeignKey());
        }
        RelationshipState.checked(dsl, subscription.name(), orphans);
        if (orphans == 0) {
            LOGGER.atInfo().addKeyValue("relationship", subscription.name()).log("Enforced for all rows");
        } else {
            LOGGER.atWarn()
                    .addKeyValue("relationship", subscription.name())
                    .addKeyValue("orphans", orphans)
                    .log("Existing rows refer to parents that do not exist; they were left as they are");
        }
    }

    /** All of the parent's keys are here now, so that a relationship that was eventual can be strict. */
    private void stopAccepting(KeyCheckDdl check) {
        if (Boolean.TRUE.equals(dsl.fetchSingle("SELECT " + check.accepting()).get(0, Boolean.class))) {
            Ddl.run(dsl, check.confirmed().install());
        }
    }

    /**
     * Children whose parent was deleted while they could not be touched follow it now. The parent's service is asked first:
     * the key may live again, and its event still be on its way.
     */
    private void applyRememberedDeletes(Subscription subscription, Propagation propagation) {
        KeyBatch after = null;
        KeyBatch batch = remembered(subscription, propagation, after);
        while (!batch.isEmpty() && !Thread.currentThread().isInterrupted()) {
            KeyBatch absent = batch.where(key -> lookup.ask(subscription.relationship(), key) instanceof Absent);
            if (!absent.isEmpty()) {
                apply(subscription, propagation, absent);
            }
            after = batch.last();
            batch = remembered(subscription, propagation, after);
        }
    }

    /** Children that were to stay and cannot be NULL are orphans like others, which somebody has to look at. */
    private void apply(Subscription subscription, Propagation propagation, KeyBatch absent) {
        try {
            dsl.transaction(configuration -> delete(configuration.dsl(), subscription, propagation, absent));
        } catch (RuntimeException e) {
            if (propagation != Propagation.ORPHAN || !Failures.permanent(e)) {
                throw e;
            }
            LOGGER.atWarn()
                    .addKeyValue("relationship", subscription.name())
                    .addKeyValue("error", Failures.describe(e))
                    .log(
                            "Children of parents that were deleted without them cannot be let go; they were left as they are");
        }
    }

    /**
     * One snapshot for both statements: a key that came back after the answer, and the children that it has got since, are
     * either seen together and left alone, or not seen at all.
     */
    private static void delete(DSLContext tx, Subscription subscription, Propagation propagation, KeyBatch absent) {
        tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        KeyBatch gone = absent.minus(new ReplicaWriter(tx, subscription.replica()).present(absent));
        if (gone.isEmpty()) {
            return;
        }
        Origin.set(tx, null, null, false, subscription.name());
        if (propagation == Propagation.ORPHAN) {
            new KeptChildren(tx, subscription).keep(gone);
        } else {
            subscription.action().ifPresent(sql -> tx.execute(sql, gone.bindings()));
        }
    }

    private KeyBatch remembered(Subscription subscription, Propagation propagation, @Nullable KeyBatch after) {
        KeySql key = subscription.replica().keySql();
        String from = after == null
                ? ""
                : " AND (" + KeySql.columns("d", key.names()) + ") > (SELECT " + KeySql.columns("k", key.names())
                        + " FROM " + key.unnest("k") + ")";
        String sql = "WITH next AS (SELECT " + KeySql.columns("d", key.names()) + " FROM "
                + Sql.quote(subscription.replica().deleted()) + " AS d WHERE d.propagation = "
                + Sql.literal(propagation.id()) + " AND NOT EXISTS (SELECT FROM "
                + Sql.quote(subscription.replica().table()) + " AS r WHERE " + key.equal("r", "d")
                + ") AND EXISTS (SELECT FROM "
                + Sql.quote(subscription.relationship().child().table()) + " AS c WHERE "
                + key.equal("c", subscription.relationship().child().columns(), "d") + ")" + from + " ORDER BY "
                + KeySql.columns("d", key.names()) + " LIMIT " + BATCH + ") SELECT " + key.aggregated("next")
                + " FROM next";
        return new ReplicaWriter(dsl, subscription.replica())
                .read(dsl.fetchSingle(sql, after == null ? new Object[0] : after.bindings()));
    }
}
