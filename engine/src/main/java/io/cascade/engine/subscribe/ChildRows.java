/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Propagation;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What a delete of keys does to the rows of one child table: to all of them, or to a bounded number. */
final class ChildRows {

    /** Of rows that are billions of transactions old this may be said wrongly. */
    private static final String BEFORE = "age(c.xmin) > age(CAST(CAST(? AS xid8) AS xid))";

    private final DSLContext tx;
    private final Subscription subscription;
    private final Propagation propagation;
    private final KeySql key;

    ChildRows(DSLContext tx, Subscription subscription, Propagation propagation) {
        this.tx = tx;
        this.subscription = subscription;
        this.propagation = propagation;
        this.key = subscription.replica().keySql();
    }

    ChildRows(DSLContext tx, Subscription subscription) {
        this(tx, subscription, Propagation.BACKGROUND);
    }

    Subscription subscription() {
        return subscription;
    }

    /** Whether rows stay as they are, and PostgreSQL refuses to let their key go. */
    boolean refuse() {
        return subscription.relationship().onDelete().refuses();
    }

    /** Does it to all rows in one statement; returns their number. */
    long all(KeyBatch keys) {
        if (propagation == Propagation.ORPHAN) {
            return new KeptChildren(tx, subscription).keep(keys);
        }
        return subscription
                .action()
                .map(sql -> tx.execute(sql, keys.bindings()))
                .orElse(0);
    }

    /** Does it to all rows in one statement; returns their number by that of their key, from 1, for keys that had any. */
    Map<Integer, Long> each(KeyBatch keys) {
        return subscription
                .actionOfEach()
                .map(sql -> tx.fetch(sql, keys.bindings())
                        .intoMap(row -> row.get(0, Integer.class), row -> row.get(1, Long.class)))
                .orElse(Map.of());
    }

    /** Counts no further than the limit, so that to ask costs no more than to do it. */
    long countUpTo(KeyBatch keys, long limit) {
        return tx.fetchSingle(
                        "SELECT count(*) FROM (SELECT FROM " + children() + key.ofBound("CROSS JOIN", "c", referring())
                                + " LIMIT ?) AS x",
                        keys.bindings(limit))
                .get(0, Long.class);
    }

    /** The number of rows of the key of an alias, counted no further than a bound limit; as an SQL expression. */
    String countOf(String alias) {
        return "(SELECT count(*) FROM (SELECT FROM " + children() + " WHERE " + match("c", alias) + " LIMIT ?) AS x)";
    }

    /** The number of rows of the keys of a relation that fulfil a condition, counted as far; as an SQL expression. */
    String countOfAll(String keys, String condition) {
        return "(SELECT count(*) FROM (SELECT FROM " + keys + " JOIN " + children() + " ON " + match("c", keys)
                + " WHERE " + condition + " LIMIT ?) AS x)";
    }

    boolean any(KeyBatch keys) {
        return tx.fetchSingle(subscription.anyChild(), keys.bindings()).get(0, Boolean.class);
    }

    /** Whether there are rows that nobody else has locked. */
    boolean anyFree(KeyBatch keys) {
        return !tx.fetch(
                        "SELECT 1 FROM " + children() + " JOIN " + key.unnest("k") + " ON " + match("c", "k")
                                + " LIMIT 1 FOR UPDATE OF c SKIP LOCKED",
                        keys.bindings())
                .isEmpty();
    }

    /**
     * Does it to so many rows that nobody has locked; returns how many of them refer to none of the keys any more. None does
     * where a trigger or a default has put them back.
     */
    long some(KeyBatch keys, long limit) {
        return someOf(keys, "", List.of(limit));
    }

    /** The same, of the rows that were written before a transaction; of all where it is null. */
    long someBefore(KeyBatch keys, long limit, @Nullable Long before) {
        return before == null ? some(keys, limit) : someOf(keys, " AND " + BEFORE, List.of(before.toString(), limit));
    }

    private long someOf(KeyBatch keys, String condition, List<Object> bindings) {
        String picked = picked(condition);
        Object[] bound = keys.bindings(bindings.toArray());
        if (propagation == Propagation.ORPHAN) {
            return new KeptChildren(tx, subscription).keepSome(keys, columns -> update(picked, columns, "NULL", bound));
        }
        List<String> set = subscription.relationship().setColumns();
        OnDelete action = subscription.relationship().onDelete();
        return switch (action) {
            case CASCADE -> tx.execute(picked + " DELETE FROM " + children() + " USING p WHERE " + isPicked(), bound);
            case SET_NULL -> update(picked, set, "NULL", bound);
            case SET_DEFAULT -> update(picked, set, "DEFAULT", bound);
            case RESTRICT, NO_ACTION -> 0;
        };
    }

    /** Of the keys those that have a row which was written before a transaction; any row where it is null. */
    KeyBatch withRowsBefore(ReplicaWriter writer, KeyBatch keys, @Nullable Long before) {
        return writer.read(tx.fetchSingle(
                "SELECT " + key.aggregated("k") + " FROM " + key.unnest("k") + " WHERE EXISTS (SELECT FROM "
                        + children() + " WHERE " + match("c", "k") + condition(before) + ")",
                bound(keys, before)));
    }

    /** Whether there is such a row that nobody else has locked. */
    boolean anyFreeBefore(KeyBatch keys, @Nullable Long before) {
        return !tx.fetch(
                        "SELECT 1 FROM " + children() + " JOIN " + key.unnest("k") + " ON " + match("c", "k")
                                + condition(before) + " LIMIT 1 FOR UPDATE OF c SKIP LOCKED",
                        bound(keys, before))
                .isEmpty();
    }

    private static String condition(@Nullable Long before) {
        return before == null ? "" : " AND " + BEFORE;
    }

    private static Object[] bound(KeyBatch keys, @Nullable Long before) {
        return before == null ? keys.bindings() : keys.bindings(before.toString());
    }

    private long update(String picked, List<String> columns, String value, Object[] bindings) {
        Record counts = tx.fetchSingle(
                picked + ", done AS (UPDATE " + children() + " SET "
                        + Sql.list(columns, column -> Sql.quote(column) + " = " + value) + " FROM p WHERE "
                        + isPicked() + " RETURNING " + KeySql.columns("c", referring())
                        + ") SELECT count(*) - count(*) FILTER (WHERE EXISTS (SELECT FROM k WHERE "
                        + match("done", "k") + ")) FROM done",
                bindings);
        return counts.get(0, Long.class);
    }

    /** A row is found by its place, which is unique within its partition only. */
    private String picked(String condition) {
        return "WITH k AS MATERIALIZED (SELECT * FROM " + key.unnest("u")
                + "), p AS MATERIALIZED (SELECT c.tableoid AS part, c.ctid AS place FROM " + children() + " JOIN k ON "
                + match("c", "k") + condition + " LIMIT ? FOR UPDATE OF c SKIP LOCKED)";
    }

    private static String isPicked() {
        return "c.ctid = ANY (ARRAY(SELECT place FROM p)) AND c.ctid = p.place AND c.tableoid = p.part";
    }

    private String match(String left, String right) {
        return key.equal(left, referring(), right);
    }

    private List<String> referring() {
        return subscription.relationship().child().columns();
    }

    private String children() {
        return Sql.quote(subscription.relationship().child().table()) + " AS c";
    }

    /** Of the keys those with fewer rows than the limit, in all the tables together. */
    static KeyBatch withFewer(DSLContext tx, ReplicaWriter writer, List<ChildRows> tables, KeyBatch keys, long limit) {
        if (tables.isEmpty() || keys.isEmpty()) {
            return keys;
        }
        KeySql key = tables.get(0).key;
        List<Object> bindings = new ArrayList<>(Arrays.asList(keys.bindings()));
        tables.forEach(table -> bindings.add(limit));
        bindings.add(limit);
        return writer.read(tx.fetchSingle(
                "SELECT " + key.aggregated("k") + " FROM " + key.unnest("k") + " WHERE "
                        + Sql.list(tables, " + ", table -> table.countOf("k")) + " < ?",
                bindings.toArray()));
    }
}
