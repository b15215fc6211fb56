/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

import io.cascade.contracts.TableName;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeyHash;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The statements over a table of keys, parent table or replica, that both sides have to say in the same words. They need the
 * canonical text of a transaction.
 *
 * @param condition which rows count, as an SQL expression of unqualified columns
 */
public record DigestSql(TableName table, KeySql key, String condition) {

    /** With a letter that encodings disagree about. */
    private static final String PROBE = "SELECT hashtextextended('cascade \u00e4' COLLATE \"C\", 0)";

    public static long probe(DSLContext tx) {
        return tx.fetchSingle(PROBE).get(0, Long.class);
    }

    /** See {@link ParentKeySet#digests}. */
    public List<Digest> digests(DSLContext tx, KeyRanges of, int moreBits) {
        KeyHash hash = new KeyHash(key.key());
        return tx.fetch(
                        "SELECT h & " + KeyRanges.mask(of.bits() + moreBits)
                                + ", count(*), bit_xor(d), sum(d)::text FROM (SELECT "
                                + hash.hash() + " AS h, " + hash.digest() + " AS d FROM " + Sql.quote(table) + " WHERE "
                                + condition + ") AS hashed WHERE " + in("h", of) + " GROUP BY 1",
                        ranges(of))
                .map(row -> new Digest(
                        row.get(0, Long.class),
                        row.get(1, Long.class),
                        row.get(2, Long.class),
                        row.get(3, String.class)));
    }

    /** See {@link ParentKeySet#keys}. */
    public KeyBatch keys(DSLContext tx, KeyRanges of) {
        return read(tx.fetchSingle(
                "SELECT " + key.aggregated("t") + " FROM (SELECT " + key.columns() + " FROM " + Sql.quote(table)
                        + " WHERE " + condition + " AND " + in(new KeyHash(key.key()).hash(), of) + " LIMIT "
                        + (ParentKeySet.MOST_KEYS + 1) + ") AS t",
                ranges(of)));
    }

    private KeyBatch read(Record row) {
        return new KeyBatch(IntStream.range(0, key.key().size())
                .mapToObj(i -> row.get(i, String[].class))
                .map(values -> values == null ? List.<String>of() : Arrays.asList(values))
                .toList());
    }

    private static String in(String hash, KeyRanges of) {
        return "(" + hash + " & " + KeyRanges.mask(of.bits()) + ") = ANY (CAST(? AS bigint[]))";
    }

    private static Object ranges(KeyRanges of) {
        return of.ranges().toArray(Long[]::new);
    }
}
