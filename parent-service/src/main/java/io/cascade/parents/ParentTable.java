/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.parents;

import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
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
import org.jooq.Record4;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The table {@code parents}. */
@Singleton
class ParentTable {

    static final TableName TABLE = new TableName("public", "parents");

    private static final Table<Record> PARENTS = table(name("public", "parents"));
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<String> NAME = field(name("name"), SQLDataType.CLOB);
    private static final Field<Instant> CREATED_AT = field(name("created_at"), SQLDataType.INSTANT);
    private static final Field<Instant> UPDATED_AT = field(name("updated_at"), SQLDataType.INSTANT);

    private final DSLContext dsl;
    private final GeneratedIds ids;

    ParentTable(DSLContext dsl) {
        this.dsl = dsl;
        this.ids = new GeneratedIds(dsl, PARENTS, ID);
    }

    Parent insert(String name) {
        return ids.insert(() -> dsl.insertInto(PARENTS)
                .set(NAME, name)
                .onConflictDoNothing()
                .returningResult(ID, NAME, CREATED_AT, UPDATED_AT)
                .fetchOptional(ParentTable::parent));
    }

    /** Empty when the id is taken. */
    Optional<Parent> insert(long id, String name) {
        return dsl.insertInto(PARENTS)
                .set(ID, id)
                .set(NAME, name)
                .onConflictDoNothing()
                .returningResult(ID, NAME, CREATED_AT, UPDATED_AT)
                .fetchOptional(ParentTable::parent);
    }

    Optional<Parent> find(long id) {
        return dsl.select(ID, NAME, CREATED_AT, UPDATED_AT)
                .from(PARENTS)
                .where(ID.eq(id))
                .fetchOptional(ParentTable::parent);
    }

    /** In the order of ids, from the first one after the given id. */
    List<Parent> list(int limit, @Nullable Long after, @Nullable String name) {
        return dsl.select(ID, NAME, CREATED_AT, UPDATED_AT)
                .from(PARENTS)
                .where(after == null ? noCondition() : ID.gt(after))
                .and(name == null ? noCondition() : NAME.eq(name))
                .orderBy(ID)
                .limit(limit)
                .fetch(ParentTable::parent);
    }

    Optional<Parent> rename(long id, String name) {
        return dsl.update(PARENTS)
                .set(NAME, name)
                .set(UPDATED_AT, currentInstant())
                .where(ID.eq(id))
                .returningResult(ID, NAME, CREATED_AT, UPDATED_AT)
                .fetchOptional(ParentTable::parent);
    }

    static Condition idIs(long id) {
        return ID.eq(id);
    }

    int delete(DSLContext transaction, long id) {
        return transaction.deleteFrom(PARENTS).where(idIs(id)).execute();
    }

    /** Those that match all filters that are given, at least one of which must be. */
    int deleteMatching(DSLContext transaction, @Nullable String name, @Nullable String namePrefix) {
        return transaction.deleteFrom(PARENTS).where(matching(name, namePrefix)).execute();
    }

    static Condition matching(@Nullable String name, @Nullable String namePrefix) {
        if (name == null && namePrefix == null) {
            throw new IllegalArgumentException("a delete without a filter");
        }
        Condition exact = name == null ? noCondition() : NAME.eq(name);
        return namePrefix == null ? exact : exact.and(NAME.startsWith(namePrefix));
    }

    private static Parent parent(Record4<Long, String, Instant, Instant> row) {
        return new Parent(row.value1(), row.value2(), row.value3(), row.value4());
    }
}
