/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.sql;

import io.cascade.contracts.KeyColumn;
import java.util.List;

/**
 * The hashes of a key as SQL expressions of its columns, which have to be in scope without an alias. They are the same in every
 * database whose encoding is the same, under {@link TransactionSettings#canonicalText}.
 */
public record KeyHash(List<KeyColumn> key) {

    /** The low bits of {@link #hash} that are the bucket: all events of one bucket are in order. */
    public static final int BUCKET_BITS = 4;

    /** Few enough that a single statement makes few events, many enough to spread over the partitions. A power of two. */
    public static final int BUCKETS = 1 << BUCKET_BITS;

    /** What a key's bucket and its further ranges are made of. */
    public String hash() {
        return integral()
                ? "hashint8extended(" + Sql.quote(key.get(0).name()) + "::bigint, 0)"
                : "hashtextextended(concat_ws(E'\\x1f', " + Sql.list(key, column -> Sql.quote(column.name()) + "::text")
                        + ") COLLATE \"C\", 0)";
    }

    /**
     * What stands for the key in a digest. Unlike in {@link #hash} no two composite keys are one text, wherever their columns
     * have the separator in them.
     */
    public String digest() {
        return key.size() == 1
                ? hash()
                : "hashtextextended(concat("
                        + Sql.list(
                                key,
                                column -> "octet_length(" + Sql.quote(column.name()) + "::text), ':', "
                                        + Sql.quote(column.name()) + "::text")
                        + ") COLLATE \"C\", 0)";
    }

    private boolean integral() {
        return key.size() == 1 && key.get(0).type().integral();
    }
}
