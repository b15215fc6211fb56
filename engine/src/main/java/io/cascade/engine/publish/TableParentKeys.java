/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.key.ParentKeys;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.sql.SqlStates;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;

/**
 * Looks into the parent table itself. The key is locked against deletion while the answer gets its version: a delete in
 * progress is waited for, and any later one has a higher version.
 */
public final class TableParentKeys implements ParentKeys {

    private static final int LOCK_TIMEOUT_MILLIS = 1000;

    private final DSLContext dsl;
    private final String service;
    private final Contracts contracts;

    public TableParentKeys(DSLContext dsl, String service, Contracts contracts) {
        this.dsl = dsl;
        this.service = service;
        this.contracts = contracts;
    }

    @Override
    public KeyLookup.Answer find(String relationship, List<String> key) {
        Relationship found = contracts.relationships().stream()
                .filter(candidate -> candidate.name().equals(relationship)
                        && candidate.parent().service().equals(service))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "this service is not the parent in a relationship '" + relationship + "'"));
        if (key.size() != found.parent().key().size()) {
            throw new IllegalArgumentException("the key of '" + relationship + "' has "
                    + found.parent().key().size() + " columns, not " + key.size());
        }
        try {
            return dsl.transactionResult(configuration -> find(configuration.dsl(), found, key));
        } catch (DataAccessException e) {
            String state = SqlStates.of(e).orElse("");
            if (state.startsWith("22")) {
                throw new IllegalArgumentException("the key is not of the type of '" + relationship + "'", e);
            }
            if (state.equals(SqlStates.LOCK_NOT_AVAILABLE)) {
                return new KeyLookup.Answer.Unknown("a transaction that may delete the key is in progress");
            }
            throw e;
        }
    }

    private static KeyLookup.Answer find(DSLContext tx, Relationship relationship, List<String> key) {
        KeySql sql = new KeySql(relationship.parent().key());
        KeyBatch one = new KeyBatch(key.stream().map(List::of).toList());
        tx.execute("SET LOCAL lock_timeout = " + LOCK_TIMEOUT_MILLIS);
        Record row = tx.fetchOne(
                "SELECT 1 FROM " + Sql.quote(relationship.parent().table()) + " AS p JOIN " + sql.unnest("k") + " ON "
                        + sql.equal("p", "k") + " FOR KEY SHARE OF p",
                one.bindings());
        return row == null
                ? new KeyLookup.Answer.Absent()
                : new KeyLookup.Answer.Present(
                        tx.fetchSingle("SELECT nextval('cascade.key_version')").get(0, Long.class));
    }
}
