/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.drift.Digest;
import io.cascade.engine.drift.DigestSql;
import io.cascade.engine.drift.KeyRanges;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeyHash;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.TransactionSettings;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The keys of a replica as they are compared with the parent's. Those that wait for an answer anyway are left out. */
final class ReplicaKeys {

    /**
     * What the replica knows of a key.
     *
     * @param version null when it is not there
     * @param waiting whether something is on its way with it: an event waits, or the parent is being asked
     */
    record State(@Nullable Long version, boolean waiting) {}

    private static final String CONFIRMED = "provisional_since IS NULL";
    private static final String STATEMENT_TIMEOUT = "SET LOCAL statement_timeout = '10min'";

    private final DSLContext dsl;
    private final KeyReplica replica;
    private final KeySql key;
    private final DigestSql digests;

    ReplicaKeys(DSLContext dsl, KeyReplica replica) {
        this.dsl = dsl;
        this.replica = replica;
        this.key = replica.keySql();
        this.digests = new DigestSql(replica.table(), key, CONFIRMED);
    }

    long probe() {
        return DigestSql.probe(dsl);
    }

    List<Digest> digests(KeyRanges of, int moreBits) {
        return canonical(tx -> digests.digests(tx, of, moreBits));
    }

    KeyBatch keys(KeyRanges of) {
        return canonical(tx -> digests.keys(tx, of));
    }

    /** The next keys of the buckets in their order; empty at the end. */
    KeyBatch next(List<Long> buckets, @Nullable KeyBatch after, int limit) {
        String order = key.columns();
        String from = after == null ? "" : " AND (" + order + ") > (SELECT " + order + " FROM " + key.unnest("k") + ")";
        Object[] bindings = after == null ? new Object[0] : after.bindings();
        return canonical(tx -> new ReplicaWriter(tx, replica)
                .read(tx.fetchSingle(
                        "SELECT " + ordered("n") + " FROM (SELECT " + order + " FROM " + Sql.quote(replica.table())
                                + " WHERE " + CONFIRMED + " AND (" + new KeyHash(key.key()).hash() + " & "
                                + (KeyHash.BUCKETS - 1) + ") IN (" + Sql.list(buckets, String::valueOf) + ")" + from
                                + " ORDER BY " + order + " LIMIT " + limit + ") AS n",
                        bindings)));
    }

    /** Some of the keys that rows of the relationship refer to and that are not there. */
    KeyBatch referredAndMissing(Subscription subscription, int limit) {
        List<String> columns = subscription.relationship().child().columns();
        return canonical(tx -> new ReplicaWriter(tx, replica)
                .read(tx.fetchSingle(
                        "WITH n (" + key.columns() + ") AS (SELECT DISTINCT " + KeySql.columns("c", columns) + " FROM "
                                + Sql.quote(subscription.relationship().child().table()) + " AS c WHERE "
                                + KeySql.notNull("c", columns) + " AND NOT EXISTS (SELECT FROM "
                                + Sql.quote(replica.table()) + " AS r WHERE " + key.equal("c", columns, "r")
                                + ") LIMIT " + limit + ") SELECT " + key.aggregated("n") + " FROM n")));
    }

    /** What is known of each key, in their order. */
    List<State> look(KeyBatch keys) {
        return canonical(tx -> tx.fetch(
                        "SELECT r.version, r.provisional_since IS NOT NULL OR EXISTS (SELECT FROM "
                                + Sql.quote(replica.held()) + " AS h WHERE " + key.equal("h", "k") + ") FROM "
                                + key.unnestNumbered("k", "cascade_number") + " LEFT JOIN "
                                + Sql.quote(replica.table()) + " AS r ON " + key.equal("r", "k")
                                + " ORDER BY cascade_number",
                        keys.bindings())
                .map(row -> new State(row.get(0, Long.class), row.get(1, Boolean.class))));
    }

    private String ordered(String alias) {
        return Sql.list(
                key.names(),
                name -> "array_agg(" + alias + "." + Sql.quote(name) + "::text ORDER BY "
                        + KeySql.columns(alias, key.names()) + ")");
    }

    private <T> T canonical(Function<DSLContext, T> question) {
        return dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            TransactionSettings.freshSnapshots(tx);
            TransactionSettings.canonicalText(tx);
            tx.execute(STATEMENT_TIMEOUT);
            return question.apply(tx);
        });
    }
}
