/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Check;
import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.List;
import java.util.Optional;

/**
 * One relationship as its child service sees it: the SQL of its foreign key and its action.
 *
 * @param cascades whether triggers have to know where a delete comes from: they publish keys, of the child table or of one
 *     that a local foreign key takes along, or keep copies of its rows
 * @param asked whether it has a vote on deletes of the parent's keys
 */
record Subscription(Relationship relationship, KeyReplica replica, boolean cascades, boolean asked) {

    String name() {
        return relationship.name();
    }

    /** Whether a reference to a key that is not in the replica is accepted and confirmed afterwards. */
    boolean eventual() {
        return relationship.check() == Check.EVENTUAL;
    }

    /** Whether its action is one statement that nobody else has to know or to be asked of. */
    boolean plain() {
        return !cascades && !asked && !eventual() && !relationship.onDelete().refuses();
    }

    /** The native foreign key, named as the relationship, so that its SQLSTATE 23503 names it too. */
    String addForeignKey(boolean validated) {
        return "ALTER TABLE " + childTable() + " ADD CONSTRAINT " + Sql.quote(name()) + " FOREIGN KEY ("
                + KeySql.columns(columns()) + ") REFERENCES " + Sql.quote(replica.table()) + " ("
                + replica.keySql().columns() + ") ON DELETE "
                + relationship.onDelete().sql() + setList()
                + (validated ? "" : " NOT VALID");
    }

    String dropForeignKey() {
        return "ALTER TABLE " + childTable() + " DROP CONSTRAINT " + Sql.quote(name());
    }

    String validateForeignKey() {
        return "ALTER TABLE " + childTable() + " VALIDATE CONSTRAINT " + Sql.quote(name());
    }

    /** The code of the action in {@code pg_constraint.confdeltype}. */
    char actionCode() {
        return switch (relationship.onDelete()) {
            case CASCADE -> 'c';
            case SET_NULL -> 'n';
            case SET_DEFAULT -> 'd';
            case RESTRICT -> 'r';
            case NO_ACTION -> 'a';
        };
    }

    /**
     * Whether a row that refers to one of the bound keys was written in the bound transaction or after it. Of rows that are
     * billions of transactions old this may be said wrongly.
     */
    String anyChildSince() {
        KeySql key = replica.keySql();
        return "SELECT EXISTS (SELECT FROM " + childTable() + " AS c JOIN " + key.unnest("k") + " ON "
                + key.equal("c", columns(), "k") + " WHERE age(c.xmin) <= age(CAST(CAST(? AS xid8) AS xid)))";
    }

    /**
     * The action on the children of the bound keys, as one set-based statement that counts its rows; empty where children
     * keep their parent instead.
     */
    Optional<String> action() {
        return switch (relationship.onDelete()) {
            case CASCADE -> Optional.of("DELETE FROM " + childTable() + " AS c" + ofKeys("USING"));
            case SET_NULL, SET_DEFAULT -> Optional.of(set() + ofKeys("FROM"));
            case RESTRICT, NO_ACTION -> Optional.empty();
        };
    }

    /** The same, in one statement that returns for each key that had children its number, from 1, and theirs. */
    Optional<String> actionOfEach() {
        KeySql key = replica.keySql();
        String number = "cascade_number";
        String children = " " + key.unnestNumbered("k", number) + " WHERE " + key.equal("c", columns(), "k")
                + " RETURNING k." + number;
        Optional<String> change =
                switch (relationship.onDelete()) {
                    case CASCADE -> Optional.of("DELETE FROM " + childTable() + " AS c USING" + children);
                    case SET_NULL, SET_DEFAULT -> Optional.of(set() + " FROM" + children);
                    case RESTRICT, NO_ACTION -> Optional.empty();
                };
        return change.map(
                sql -> "WITH done AS (" + sql + ") SELECT " + number + ", count(*) FROM done GROUP BY " + number);
    }

    private String set() {
        String value = relationship.onDelete() == OnDelete.SET_NULL ? "NULL" : "DEFAULT";
        return "UPDATE " + childTable() + " AS c SET " + assign(relationship.setColumns(), value);
    }

    /** Sets columns of the children of the bound keys to NULL. */
    String clear(List<String> columns) {
        return "UPDATE " + childTable() + " AS c SET " + assign(columns, "NULL") + ofKeys("FROM");
    }

    /** Whether any row refers to one of the bound keys. */
    String anyChild() {
        KeySql key = replica.keySql();
        return "SELECT EXISTS (SELECT FROM " + childTable() + " AS c JOIN " + key.unnest("k") + " ON "
                + key.equal("c", columns(), "k") + ")";
    }

    /**
     * Of the bound keys those with a child row that somebody else has locked. The children are looked for key by key: joined
     * with them, a table that was empty when it was last counted is read as a whole, and each row compared with every key.
     */
    String busyKeys() {
        KeySql key = replica.keySql();
        String children = childTable() + " AS c WHERE " + key.equal("c", columns(), "k");
        String names = KeySql.columns("k", key.names());
        return "WITH k AS MATERIALIZED (SELECT DISTINCT * FROM " + key.unnest("u")
                + "), free AS MATERIALIZED (SELECT " + names + " FROM k CROSS JOIN LATERAL (SELECT FROM " + children
                + " OFFSET 0 FOR UPDATE OF c SKIP LOCKED) AS x), counted AS (SELECT " + key.columns()
                + ", count(*) AS cascade_rows FROM free GROUP BY " + key.columns() + ") SELECT " + key.aggregated("k")
                + " FROM k LEFT JOIN counted AS f ON " + key.equal("f", "k")
                + " WHERE (SELECT count(*) FROM " + children + ") > coalesce(f.cascade_rows, 0)";
    }

    /** How many child rows refer to the bound keys. */
    String countReferring() {
        KeySql key = replica.keySql();
        return "SELECT count(*) FROM " + childTable() + " AS c JOIN " + key.unnest("k") + " ON "
                + key.equal("c", columns(), "k");
    }

    /** How many child rows refer to no key of the replica, or to one that is there only for their sake. */
    String countOrphans() {
        return "SELECT count(*) FROM " + childTable() + " AS c WHERE " + KeySql.notNull("c", columns())
                + " AND NOT EXISTS (SELECT FROM " + Sql.quote(replica.table()) + " AS r WHERE "
                + replica.keySql().equal("c", columns(), "r") + " AND r.absent_since IS NULL)";
    }

    /** How many child rows refer to a key that the parent's service does not have. */
    String countChildrenOfAbsent() {
        return "SELECT count(*) FROM " + childTable() + " AS c JOIN " + Sql.quote(replica.table()) + " AS r ON "
                + replica.keySql().equal("c", columns(), "r")
                + " WHERE r.provisional_since IS NOT NULL AND r.absent_since IS NOT NULL";
    }

    /** Whether a row refers to the key of the alias. */
    String refersTo(String alias) {
        return "EXISTS (SELECT FROM " + childTable() + " AS c WHERE "
                + replica.keySql().equal("c", columns(), alias) + ")";
    }

    private String ofKeys(String join) {
        return replica.keySql().ofBound(join, "c", columns());
    }

    /** Left out when it is the whole reference. */
    private String setList() {
        return setsAll() ? "" : " (" + KeySql.columns(relationship.setColumns()) + ")";
    }

    /** Whether the action concerns all referring columns. */
    boolean setsAll() {
        return !relationship.onDelete().sets() || relationship.setColumns().equals(columns());
    }

    private static String assign(List<String> columns, String value) {
        return Sql.list(columns, column -> Sql.quote(column) + " = " + value);
    }

    private String columns(String alias) {
        return KeySql.columns(alias, columns());
    }

    private List<String> columns() {
        return relationship.child().columns();
    }

    private String childTable() {
        return Sql.quote(relationship.child().table());
    }
}
