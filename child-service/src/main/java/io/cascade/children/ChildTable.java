/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import io.cascade.contracts.TableName;
import io.cascade.quarkus.database.GeneratedIds;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record5;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The table {@code children}. */
@Singleton
class ChildTable {

    static final TableName TABLE = new TableName("public", "children");

    private static final Table<Record> CHILDREN = table(name("public", "children"));
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<Long> PARENT_ID = field(name("parent_id"), SQLDataType.BIGINT);
    private static final Field<String> NAME = field(name("name"), SQLDataType.CLOB);
    private static final Field<Instant> CREATED_AT = field(name("created_at"), SQLDataType.INSTANT);
    private static final Field<Instant> UPDATED_AT = field(name("updated_at"), SQLDataType.INSTANT);

    private final DSLContext dsl;
    private final GeneratedIds ids;

    ChildTable(DSLContext dsl) {
        this.dsl = dsl;
        this.ids = new GeneratedIds(dsl, CHILDREN, ID);
    }

    Child insert(long parentId, String name) {
        return ids.insert(() -> dsl.insertInto(CHILDREN)
                .set(PARENT_ID, parentId)
                .set(NAME, name)
                .onConflictDoNothing()
                .returningResult(ID, PARENT_ID, NAME, CREATED_AT, UPDATED_AT)
                .fetchOptional(ChildTable::child));
    }

    /** Empty when the id is taken. */
    Optional<Child> insert(long id, long parentId, String name) {
        return dsl.insertInto(CHILDREN)
                .set(ID, id)
                .set(PARENT_ID, parentId)
                .set(NAME, name)
                .onConflictDoNothing()
                .returningResult(ID, PARENT_ID, NAME, CREATED_AT, UPDATED_AT)
                .fetchOptional(ChildTable::child);
    }

    Optional<Child> find(long id) {
        return dsl.select(ID, PARENT_ID, NAME, CREATED_AT, UPDATED_AT)
                .from(CHILDREN)
                .where(ID.eq(id))
                .fetchOptional(ChildTable::child);
    }

    /** In the order of ids, from the first one after the given id. */
    List<Child> list(int limit, @Nullable Long after, ChildFilter filter) {
        return dsl.select(ID, PARENT_ID, NAME, CREATED_AT, UPDATED_AT)
                .from(CHILDREN)
                .where(after == null ? noCondition() : ID.gt(after))
                .and(matches(filter))
                .orderBy(ID)
                .limit(limit)
                .fetch(ChildTable::child);
    }

    Optional<Child> update(long id, long parentId, String name) {
        return dsl.update(CHILDREN)
                .set(PARENT_ID, parentId)
                .set(NAME, name)
                .set(UPDATED_AT, currentInstant())
                .where(ID.eq(id))
                .returningResult(ID, PARENT_ID, NAME, CREATED_AT, UPDATED_AT)
                .fetchOptional(ChildTable::child);
    }

    static Condition idIs(long id) {
        return ID.eq(id);
    }

    int delete(DSLContext transaction, long id) {
        return transaction.deleteFrom(CHILDREN).where(idIs(id)).execute();
    }

    /** Whether a child cannot be without a parent; a database may bring a table of its own. */
    boolean requiresParent() {
        return dsl.fetchExists(selectOne()
                .from("pg_catalog.pg_attribute")
                .where(
                        "attrelid = {0}::regclass AND attname = {1} AND attnotnull",
                        inline(dsl.render(CHILDREN)), inline(PARENT_ID.getName())));
    }

    /** Returns 0 when the parent has no such child. */
    int takeOut(DSLContext transaction, long parentId, long id) {
        return transaction
                .update(CHILDREN)
                .setNull(PARENT_ID)
                .set(UPDATED_AT, currentInstant())
                .where(ID.eq(id).and(PARENT_ID.eq(parentId)))
                .execute();
    }

    int delete(DSLContext transaction, long parentId, long id) {
        return transaction
                .deleteFrom(CHILDREN)
                .where(ID.eq(id).and(PARENT_ID.eq(parentId)))
                .execute();
    }

    boolean isChild(long parentId, long id) {
        return dsl.fetchExists(CHILDREN, ID.eq(id).and(PARENT_ID.eq(parentId)));
    }

    int deleteMatching(DSLContext transaction, ChildFilter filter) {
        if (filter.all()) {
            throw new IllegalArgumentException("a delete without a filter");
        }
        return transaction.deleteFrom(CHILDREN).where(matches(filter)).execute();
    }

    static Condition matches(ChildFilter filter) {
        Condition parent = filter.parentId() == null ? noCondition() : PARENT_ID.eq(filter.parentId());
        return filter.name() == null ? parent : parent.and(NAME.eq(filter.name()));
    }

    private static Child child(Record5<Long, Long, String, Instant, Instant> row) {
        return new Child(row.value1(), row.value2(), row.value3(), row.value4(), row.value5());
    }
}
