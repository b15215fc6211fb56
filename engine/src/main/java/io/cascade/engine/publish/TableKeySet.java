/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Relationship;
import io.cascade.engine.drift.DigestSql;
import io.cascade.engine.drift.KeyRanges;
import io.cascade.engine.drift.ParentKeySet;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import io.cascade.engine.sql.TransactionSettings;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** The keys of the service's own tables. Nothing but a barrier is written, and nothing is locked. */
public final class TableKeySet implements ParentKeySet {

    private static final String STATEMENT_TIMEOUT = "SET LOCAL statement_timeout = '10min'";
    private static final String PLACE = "clock_timestamp(), pg_current_wal_insert_lsn()::text";

    private final DSLContext dsl;

    public TableKeySet(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public Digests digests(Relationship relationship, KeyRanges of, int moreBits) {
        if (moreBits < 0 || moreBits > 12 || of.bits() + moreBits > KeyRanges.MOST_BITS) {
            throw new IllegalArgumentException("ranges are cut by 0 to 12 further bits, up to " + KeyRanges.MOST_BITS);
        }
        return reading(tx -> {
            Record place = tx.fetchSingle("SELECT " + PLACE);
            return new Digests(
                    DigestSql.probe(tx),
                    sql(relationship).digests(tx, of, moreBits),
                    place.get(0, OffsetDateTime.class).toInstant(),
                    place.get(1, String.class));
        });
    }

    @Override
    public KeyBatch keys(Relationship relationship, KeyRanges of) {
        return reading(tx -> sql(relationship).keys(tx, of));
    }

    /** The barrier is committed after all that the look has seen, and so Debezium reads it behind all of that. */
    @Override
    public Look look(Relationship relationship, KeyBatch keys, @Nullable UUID barrier) {
        KeySql key = new KeySql(relationship.parent().key());
        if (keys.size() > MOST_KEYS || keys.columns().size() != key.key().size()) {
            throw new IllegalArgumentException(
                    "ask for up to " + MOST_KEYS + " keys of " + key.key().size() + " columns");
        }
        try {
            return dsl.transactionResult(configuration -> {
                DSLContext tx = configuration.dsl();
                TransactionSettings.freshSnapshots(tx);
                TransactionSettings.canonicalText(tx);
                Record place = tx.fetchSingle("SELECT " + PLACE);
                Result<Record> rows = tx.fetch(
                        "SELECT CASE WHEN p.tableoid IS NULL THEN '' ELSE concat(p.tableoid, ' ', p.xmin) END FROM "
                                + key.unnestNumbered("k", "cascade_number") + " LEFT JOIN "
                                + Sql.quote(relationship.parent().table()) + " AS p ON " + key.equal("p", "k")
                                + " ORDER BY cascade_number",
                        keys.bindings());
                if (barrier != null) {
                    tx.execute(
                            new KeyEventSql(relationship.parent(), List.of(relationship.name())).insertBackfilled(),
                            barrier.toString());
                }
                List<String> lives = new ArrayList<>(rows.map(row -> row.get(0, String.class)));
                return new Look(lives, place.get(0, OffsetDateTime.class).toInstant(), place.get(1, String.class));
            });
        } catch (DataAccessException e) {
            if (SqlStates.of(e).orElse("").startsWith("22")) {
                throw new IllegalArgumentException("a key is not of the type of '" + relationship.name() + "'", e);
            }
            throw e;
        }
    }

    private <T> T reading(Function<DSLContext, T> question) {
        return dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            tx.execute("SET TRANSACTION READ ONLY");
            tx.execute(STATEMENT_TIMEOUT);
            TransactionSettings.canonicalText(tx);
            return question.apply(tx);
        });
    }

    private static DigestSql sql(Relationship relationship) {
        KeySql key = new KeySql(relationship.parent().key());
        return new DigestSql(
                relationship.parent().table(),
                key,
                Sql.list(key.names(), " AND ", name -> Sql.quote(name) + " IS NOT NULL"));
    }
}
