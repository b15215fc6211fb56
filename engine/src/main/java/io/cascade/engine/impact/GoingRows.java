/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.Arrays;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * Rows of a table that would go, as a query that finds them.
 *
 * @param query selects the whole rows
 */
record GoingRows(TableName table, String query, List<Object> bindings) {

    static GoingRows matching(DSLContext dsl, TableName table, Condition condition) {
        Select<?> select = dsl.select(DSL.asterisk())
                .from(DSL.table(DSL.name(table.schema(), table.name())))
                .where(condition);
        return new GoingRows(table, dsl.render(select), dsl.extractBindValues(select));
    }

    /** The rows of the child table that refer to one of the keys. */
    static GoingRows referring(Relationship relationship, KeyBatch keys) {
        KeySql key = new KeySql(relationship.parent().key());
        TableName table = relationship.child().table();
        return new GoingRows(
                table,
                "SELECT t.* FROM " + Sql.quote(table) + " AS t JOIN " + key.unnest("k") + " ON "
                        + key.equal("t", relationship.child().columns(), "k"),
                List.of(keys.bindings()));
    }

    /** The rows that a foreign key within this database takes along. */
    GoingRows takenAlongBy(LocalCascade cascade) {
        return new GoingRows(
                cascade.table(),
                "SELECT t.* FROM " + Sql.quote(cascade.table()) + " AS t WHERE ("
                        + KeySql.columns("t", cascade.columns()) + ") IN (SELECT "
                        + KeySql.columns("g", cascade.references()) + " FROM (" + query + ") AS g)",
                bindings);
    }

    long count(DSLContext tx) {
        return tx.fetchSingle("SELECT count(*) FROM (" + query + ") AS g", values())
                .get(0, Long.class);
    }

    /** Up to so many of their keys; a row with a NULL in its key is referred to by nobody. */
    KeyBatch keys(DSLContext tx, ParentTable parent, int limit) {
        KeySql key = new KeySql(parent.key());
        Record found = tx.fetchSingle(
                "SELECT " + key.aggregated("g") + " FROM (SELECT " + KeySql.columns("g", key.names()) + " FROM ("
                        + query + ") AS g WHERE " + KeySql.notNull("g", key.names()) + " LIMIT " + limit + ") AS g",
                values());
        return new KeyBatch(key.names().stream()
                .map(name -> column(found, key.names().indexOf(name)))
                .toList());
    }

    private static List<String> column(Record found, int index) {
        String[] values = found.get(index, String[].class);
        return values == null ? List.of() : Arrays.asList(values);
    }

    private Object[] values() {
        return bindings.toArray();
    }
}
