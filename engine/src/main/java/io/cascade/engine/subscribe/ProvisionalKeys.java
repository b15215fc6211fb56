/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The statements on the keys of a replica that were accepted without having been seen at the parent. They never wait for a
 * lock: what somebody else has is left for later.
 */
final class ProvisionalKeys {

    /**
     * Keys that one instance asks for. An answer counts only while the key is still the one that was claimed: one that was
     * removed and has come back since is another key, of which the answer says nothing.
     *
     * @param at marks the claim on each of its keys
     */
    record Claim(String at, KeyBatch keys) {}

    /**
     * When keys are asked for.
     *
     * @param grace how long a key's event may take before the parent is asked
     * @param retry after what time a key without an answer is asked for again
     * @param recheck the same for a key that is absent but has children that stay
     */
    record Timing(Duration grace, Duration retry, Duration recheck) {

        static final Timing DEFAULT = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    private final DSLContext tx;
    private final KeyReplica replica;
    private final KeySql key;
    private final ReplicaWriter writer;

    ProvisionalKeys(DSLContext tx, KeyReplica replica) {
        this.tx = tx;
        this.replica = replica;
        this.key = replica.keySql();
        this.writer = new ReplicaWriter(tx, replica);
    }

    /** How many wait to be confirmed, apart from those that are known to be absent. */
    long count() {
        return tx.fetchSingle("SELECT count(*) FROM " + table()
                        + " WHERE provisional_since IS NOT NULL AND absent_since IS NULL")
                .get(0, Long.class);
    }

    /** Whether there are any that existing rows may refer to and that nobody has answered for yet. */
    boolean anyAdoptedOpen() {
        return tx.fetchSingle("SELECT EXISTS (SELECT FROM " + table()
                        + " WHERE provisional_since IS NOT NULL AND adopted AND absent_since IS NULL)")
                .get(0, Boolean.class);
    }

    /** A statement that marks those which rows of the relationship refer to, because they may be older than it. */
    String adopt(Subscription subscription) {
        return "UPDATE " + table()
                + " AS r SET adopted = true WHERE r.provisional_since IS NOT NULL AND NOT r.adopted AND "
                + subscription.refersTo("r");
    }

    /** Adds what existing rows refer to and the replica does not know. */
    void adopt(KeyBatch keys) {
        tx.execute(
                "INSERT INTO " + table() + " AS r (" + key.columns() + ", version, provisional_since, adopted) SELECT "
                        + KeySql.columns("k", key.names()) + ", 0, clock_timestamp(), true FROM " + key.unnest("k")
                        + " ON CONFLICT (" + key.columns()
                        + ") DO UPDATE SET adopted = true WHERE r.provisional_since IS NOT NULL AND NOT r.adopted",
                keys.bindings());
    }

    /** Adds those that the replica does not know, until the parent has been asked. */
    void doubt(KeyBatch keys) {
        tx.execute(
                "INSERT INTO " + table() + " (" + key.columns() + ", version, provisional_since) SELECT "
                        + KeySql.columns("k", key.names()) + ", 0, clock_timestamp() FROM (SELECT DISTINCT * FROM "
                        + key.unnest("u") + ") AS k ON CONFLICT DO NOTHING",
                keys.bindings());
    }

    /**
     * Makes keys provisional that the replica knows and the parent seems not to have, so that they are looked up like others
     * and nobody deletes anything before. They keep their version: an older event does not confirm them.
     *
     * @param versions of each key; one that has another now was heard of since, and stays as it is
     * @return how many
     */
    int suspect(KeyBatch keys, List<Long> versions) {
        List<String> texts = versions.stream().map(String::valueOf).toList();
        return tx.execute(
                "UPDATE " + table() + " AS r SET provisional_since = clock_timestamp(), asked_at = NULL,"
                        + " absent_since = NULL, adopted = false FROM unnest("
                        + Sql.list(
                                key.key(),
                                column -> "CAST(? AS " + column.type().catalogName() + "[])")
                        + ", CAST(? AS bigint[])) AS k(" + key.columns() + ", cascade_version) WHERE "
                        + key.equal("r", "k") + " AND r.version = k.cascade_version AND r.provisional_since IS NULL",
                keys.bindings((Object) texts.toArray(String[]::new)));
    }

    /** Makes those due at once that the parent did not have when it was last asked, because rows here may have gone since. */
    void askAgainForAbsent() {
        tx.execute("UPDATE " + table() + " AS r SET asked_at = NULL WHERE r.provisional_since IS NOT NULL"
                + " AND r.absent_since IS NOT NULL AND r.asked_at IS NOT NULL");
    }

    /** How many have been made due so and not been asked for since. */
    int absentToAsk() {
        return tx.fetchSingle("SELECT count(*) FROM " + table()
                        + " WHERE provisional_since IS NOT NULL AND absent_since IS NOT NULL AND asked_at IS NULL")
                .get(0, Integer.class);
    }

    /** Of the keys those that nobody has answered for yet. */
    KeyBatch open(KeyBatch keys) {
        return select(keys, "r.provisional_since IS NOT NULL AND r.absent_since IS NULL");
    }

    /**
     * Takes on some that are due, beginning with those that have waited longest: so keys that get no answer keep no others
     * from theirs. Those that a delete waits for are due at once.
     */
    Claim claim(Timing timing, int limit) {
        String at = tx.fetchSingle("SELECT clock_timestamp()::text").get(0, String.class);
        String held = "EXISTS (SELECT FROM " + Sql.quote(replica.held()) + " AS h WHERE " + key.equal("h", "p") + ")";
        Record claimed = tx.fetchSingle(
                "WITH due AS MATERIALIZED (SELECT " + KeySql.columns("p", key.names()) + " FROM " + table()
                        + " AS p WHERE p.provisional_since IS NOT NULL AND CASE"
                        + " WHEN p.asked_at IS NULL THEN " + due("p.provisional_since") + " OR " + held
                        + " WHEN p.absent_since IS NULL OR " + held + " THEN " + due("p.asked_at")
                        + " ELSE " + due("p.asked_at")
                        + " END ORDER BY coalesce(p.asked_at, p.provisional_since) LIMIT " + limit
                        + " FOR NO KEY UPDATE SKIP LOCKED), claimed AS (UPDATE " + table()
                        + " AS r SET asked_at = CAST(? AS timestamptz) FROM due WHERE " + key.equal("r", "due")
                        + " RETURNING " + KeySql.columns("r", key.names()) + ") SELECT " + key.aggregated("claimed")
                        + " FROM claimed",
                at,
                timing.grace().toMillis(),
                at,
                timing.retry().toMillis(),
                at,
                timing.recheck().toMillis(),
                at);
        return new Claim(at, writer.read(claimed));
    }

    /** Whatever a delete does after the answer has a higher version, and finds the key in the replica. */
    void confirm(Claim claim, KeyBatch keys, List<Long> versions) {
        List<List<String>> columns = keys.columns();
        String[] texts = versions.stream().map(String::valueOf).toArray(String[]::new);
        Object[] bindings = Arrays.copyOf(keys.bindings(), columns.size() + 2);
        bindings[columns.size()] = texts;
        bindings[columns.size() + 1] = claim.at();
        String arrays =
                Sql.list(key.key(), column -> "CAST(? AS " + column.type().catalogName() + "[])");
        tx.execute(
                "WITH answers AS (SELECT * FROM unnest(" + arrays + ", CAST(? AS bigint[])) AS a(" + key.columns()
                        + ", answered)), free AS MATERIALIZED (SELECT " + KeySql.columns("r", key.names())
                        + ", a.answered FROM " + table() + " AS r JOIN answers AS a ON " + key.equal("r", "a")
                        + " WHERE " + claimed() + " FOR NO KEY UPDATE OF r SKIP LOCKED) UPDATE " + table()
                        + " AS r SET version = free.answered" + ReplicaWriter.CONFIRMED + " FROM free WHERE "
                        + key.equal("r", "free"),
                bindings);
    }

    /** Locks what is still of the claim against new children, leaving out what an application transaction holds. */
    KeyBatch lock(Claim claim, KeyBatch keys) {
        return writer.read(tx.fetchSingle(
                "WITH locked AS MATERIALIZED (SELECT " + KeySql.columns("r", key.names()) + " FROM " + table()
                        + " AS r JOIN " + key.unnest("k") + " ON " + key.equal("r", "k") + " WHERE " + claimed()
                        + " FOR UPDATE OF r SKIP LOCKED) SELECT " + key.aggregated("locked") + " FROM locked",
                keys.bindings(claim.at())));
    }

    /** Notes that the parent does not have them, although their children stay; returns how many of them is news. */
    int markAbsent(KeyBatch keys) {
        return tx.execute(
                "UPDATE " + table() + " AS r SET absent_since = clock_timestamp() FROM " + key.unnest("k") + " WHERE "
                        + key.equal("r", "k") + " AND r.provisional_since IS NOT NULL AND r.absent_since IS NULL",
                keys.bindings());
    }

    /** Of the keys those that rows from before a relationship may refer to, and of which no delete is remembered. */
    KeyBatch adopted(KeyBatch keys) {
        return select(
                keys,
                "r.adopted AND NOT EXISTS (SELECT FROM " + Sql.quote(replica.deleted()) + " AS d WHERE "
                        + key.equal("d", "r") + ")");
    }

    /** Of the keys those that rows of one of the relationships refer to. */
    KeyBatch referred(KeyBatch keys, List<Subscription> subscriptions) {
        return subscriptions.isEmpty() || keys.isEmpty()
                ? keys.none()
                : select(keys, "(" + Sql.list(subscriptions, " OR ", subscription -> subscription.refersTo("r")) + ")");
    }

    private KeyBatch select(KeyBatch keys, String condition) {
        return writer.read(tx.fetchSingle(
                "SELECT " + key.aggregated("r") + " FROM " + table() + " AS r JOIN " + key.unnest("k") + " ON "
                        + key.equal("r", "k") + " WHERE " + condition,
                keys.bindings()));
    }

    private static String claimed() {
        return "r.provisional_since IS NOT NULL AND r.asked_at = CAST(? AS timestamptz)";
    }

    /** Also what is noted with a time that is yet to come: the server's clock was ahead then, and that late nobody waits. */
    private static String due(String since) {
        return "(" + since + " <= CAST(? AS timestamptz) - CAST(? AS bigint) * interval '1 ms' OR " + since
                + " > clock_timestamp() + interval '1 min')";
    }

    private String table() {
        return Sql.quote(replica.table());
    }
}
