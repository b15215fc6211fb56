/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

import io.cascade.contracts.TableName;
import io.cascade.engine.sql.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Reads PostgreSQL's catalog. */
public final class Catalog {

    private final DSLContext dsl;

    public Catalog(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** A server setting, such as {@code wal_level}. */
    public String setting(String name) {
        return dsl.fetchSingle("SELECT current_setting(?)", name).get(0, String.class);
    }

    /** Whether the log is sent to a standby of which this role may not know how far it is. */
    public boolean unseenStandby() {
        return dsl.fetchSingle(
                        """
                        SELECT EXISTS (SELECT FROM pg_stat_replication AS r WHERE r.state IS NULL AND NOT EXISTS (
                            SELECT FROM pg_replication_slots AS s WHERE s.active_pid = r.pid AND s.slot_type = 'logical'))
                        """)
                .get(0, Boolean.class);
    }

    public Optional<CatalogTable> table(TableName name) {
        Record row = dsl.fetchOne(
                """
                SELECT c.oid::bigint AS oid, c.relkind::text AS kind,
                       c.relispartition OR EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent)) AS part,
                       c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AS inherited,
                       c.relpersistence = 'p' AS permanent, row_security_active(c.oid) AS hidden,
                       pg_has_role(c.relowner, 'USAGE') AS owned
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                """,
                name.schema(),
                name.name());
        return Optional.ofNullable(row).map(found -> {
            long oid = found.get("oid", Long.class);
            return new CatalogTable(
                    name,
                    found.get("kind", String.class).charAt(0),
                    found.get("part", Boolean.class),
                    found.get("inherited", Boolean.class),
                    found.get("permanent", Boolean.class),
                    found.get("hidden", Boolean.class),
                    found.get("owned", Boolean.class),
                    columns(oid),
                    indexes(oid));
        });
    }

    /** Whether a row of the table can be found again. */
    public boolean hasPrimaryKey(TableName name) {
        return !dsl.fetch(
                        "SELECT FROM pg_index WHERE indrelid = to_regclass(?) AND indisprimary AND indisvalid",
                        Sql.quote(name))
                .isEmpty();
    }

    /** The tables that deletes of the table reach by local foreign keys, and that the current role does not own. */
    public List<String> reachedOfOthers(TableName name) {
        return dsl.fetch(
                        """
                        WITH RECURSIVE reached AS (
                            SELECT to_regclass(?)::oid AS relid, 'c'::"char" AS action
                            UNION
                            SELECT c.conrelid, c.confdeltype FROM reached AS r JOIN pg_constraint AS c
                                ON r.action = 'c' AND c.contype = 'f' AND c.confrelid = r.relid AND c.confdeltype IN ('c', 'n', 'd'))
                        SELECT DISTINCT format('%I.%I', n.nspname, t.relname) FROM reached AS r
                        JOIN pg_class AS t ON t.oid = r.relid AND NOT pg_has_role(t.relowner, 'USAGE')
                        JOIN pg_namespace AS n ON n.oid = t.relnamespace ORDER BY 1
                        """,
                        Sql.quote(name))
                .map(row -> row.get(0, String.class));
    }

    /** Those of the columns whose values the database computes. */
    public List<String> generatedColumns(TableName name, List<String> columns) {
        return dsl.fetch(
                        """
                        SELECT a.attname FROM pg_attribute a
                        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ? AND a.attname = ANY (CAST(? AS text[])) AND a.attgenerated <> ''
                        """,
                        name.schema(),
                        name.name(),
                        columns.toArray(String[]::new))
                .map(row -> row.get(0, String.class));
    }

    /** Whether the table has any row. */
    public boolean hasRows(TableName name) {
        return dsl.fetchSingle("SELECT EXISTS (SELECT FROM " + Sql.quote(name) + ")")
                .get(0, Boolean.class);
    }

    /** The partition keys of a table and of its partitions that are partitioned themselves; empty when it is not. */
    public List<String> partitionKeys(TableName name) {
        return dsl.fetch(
                        """
                        SELECT pg_get_partkeydef(p.partrelid) FROM pg_partitioned_table p
                        WHERE p.partrelid IN (SELECT relid FROM pg_partition_tree(to_regclass(?)))
                        """,
                        Sql.quote(name))
                .map(row -> row.get(0, String.class));
    }

    /** The triggers whose names start with the prefix, on the table and on its partitions. */
    public List<CatalogTrigger> triggers(TableName name, String prefix) {
        return dsl.fetch(
                        """
                        SELECT DISTINCT t.tgname, t.tgenabled::text FROM pg_trigger t
                        WHERE (t.tgrelid = to_regclass(?) OR t.tgrelid IN (SELECT relid FROM pg_partition_tree(to_regclass(?))))
                        AND starts_with(t.tgname::text, ?)
                        """,
                        Sql.quote(name),
                        Sql.quote(name),
                        prefix)
                .map(row -> new CatalogTrigger(
                        row.get(0, String.class), row.get(1, String.class).charAt(0)));
    }

    /** The arguments of a trigger, none without one. Only for plain ASCII ones. */
    public List<String> triggerArguments(TableName name, String trigger) {
        return dsl.fetch(
                        """
                        SELECT argument FROM pg_trigger,
                               unnest(string_to_array(encode(tgargs, 'escape'), '\\000')) WITH ORDINALITY AS a (argument, position)
                        WHERE tgrelid = to_regclass(?) AND tgname = ? AND position <= tgnargs
                        ORDER BY position
                        """,
                        Sql.quote(name),
                        trigger)
                .map(row -> row.get(0, String.class));
    }

    /** The foreign key of a relationship as it is installed; empty when it is not. */
    public Optional<CatalogForeignKey> foreignKey(TableName child, String constraint) {
        return dsl.fetchOptional(
                        """
                        SELECT rn.nspname, r.relname, con.confdeltype::text, con.convalidated,
                               ARRAY(SELECT a.attname::text FROM unnest(con.conkey) WITH ORDINALITY k (attnum, position)
                                     JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum
                                     ORDER BY k.position) AS columns,
                               ARRAY(SELECT a.attname::text FROM unnest(con.confdelsetcols) k (attnum)
                                     JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum) AS set_columns
                        FROM pg_constraint con
                        JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        JOIN pg_class r ON r.oid = con.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
                        WHERE con.contype = 'f' AND n.nspname = ? AND c.relname = ? AND con.conname = ?
                        """,
                        child.schema(),
                        child.name(),
                        constraint)
                .map(row -> new CatalogForeignKey(
                        new TableName(row.get(0, String.class), row.get(1, String.class)),
                        row.get(2, String.class).charAt(0),
                        row.get(3, Boolean.class),
                        List.of(row.get(4, String[].class)),
                        List.of(row.get(5, String[].class))));
    }

    /** Triggers of a foreign key, on either of its tables, that do not fire in ordinary sessions. */
    public List<String> disabledForeignKeyTriggers(TableName child, String constraint) {
        return dsl.fetch(
                        """
                        SELECT t.tgname FROM pg_trigger t JOIN pg_constraint con ON con.oid = t.tgconstraint
                        JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ? AND con.conname = ? AND t.tgenabled NOT IN ('O', 'A')
                        """,
                        child.schema(),
                        child.name(),
                        constraint)
                .map(row -> row.get(0, String.class));
    }

    /** Whether a constraint is declared NOT ENFORCED, which PostgreSQL knows from version 18 on. */
    public boolean notEnforced(TableName table, String constraint) {
        return !dsl.fetch(
                        """
                        SELECT 1 FROM pg_constraint con
                        JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ? AND con.conname = ?
                        AND to_jsonb(con) ->> 'conenforced' = 'false'
                        """,
                        table.schema(),
                        table.name(),
                        constraint)
                .isEmpty();
    }

    /** What a publication publishes; empty when there is none of that name. */
    public Optional<CatalogPublication> publication(String name) {
        return dsl.fetchOptional(
                        """
                        SELECT p.pubinsert, p.pubviaroot,
                               ARRAY(SELECT n.nspname || '.' || c.relname FROM pg_publication_rel r
                                     JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                                     WHERE r.prpubid = p.oid AND r.prqual IS NULL AND r.prattrs IS NULL) AS tables
                        FROM pg_publication p WHERE p.pubname = ?
                        """,
                        name)
                .map(row -> new CatalogPublication(
                        row.get(0, Boolean.class), row.get(1, Boolean.class), List.of(row.get(2, String[].class))));
    }

    /** A replication slot of the server, whatever database it belongs to. */
    public Optional<CatalogSlot> slot(String name) {
        return dsl.fetchOptional(
                        """
                        SELECT coalesce(database::text, ''), coalesce(database = current_database(), false),
                               coalesce(plugin::text, ''), coalesce(wal_status = 'lost', false)
                        FROM pg_replication_slots WHERE slot_name = ?
                        """,
                        name)
                .map(row -> new CatalogSlot(
                        name,
                        row.get(0, String.class),
                        row.get(1, Boolean.class),
                        row.get(2, String.class),
                        row.get(3, Boolean.class)));
    }

    /** The comment on a function of the engine's schema without arguments; empty when there is none. */
    public Optional<String> functionComment(String function) {
        return dsl.fetchOptional(
                        """
                        SELECT obj_description(p.oid, 'pg_proc') FROM pg_proc p
                        JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ? AND p.proname = ?
                        """,
                        Sql.SCHEMA,
                        function)
                .map(row -> row.get(0, String.class));
    }

    /** The comment on a table; empty when there is no such table or no comment. */
    public Optional<String> tableComment(TableName name) {
        return dsl.fetchOptional(
                        "SELECT obj_description(to_regclass(?), 'pg_class')",
                        Sql.quote(name.schema()) + "." + Sql.quote(name.name()))
                .map(row -> row.get(0, String.class));
    }

    private Map<String, CatalogColumn> columns(long oid) {
        Map<String, CatalogColumn> columns = new HashMap<>();
        dsl.fetch(
                        """
                        SELECT a.attname, format_type(a.atttypid, NULL) AS type, a.attnotnull, a.atthasdef,
                               coalesce(l.collisdeterministic, true)
                        FROM pg_attribute a LEFT JOIN pg_collation l ON l.oid = a.attcollation WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
                        """,
                        oid)
                .forEach(row -> columns.put(
                        row.get(0, String.class),
                        new CatalogColumn(
                                row.get(0, String.class),
                                row.get(1, String.class),
                                row.get(2, Boolean.class),
                                row.get(3, Boolean.class),
                                row.get(4, Boolean.class))));
        return columns;
    }

    private List<CatalogIndex> indexes(long oid) {
        return dsl.fetch(
                        """
                        SELECT c.relname, m.amname, i.indisunique, i.indimmediate, i.indisvalid AND i.indisready AS usable,
                               coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate,
                               ARRAY(SELECT coalesce(a.attname::text, '')
                                     FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k (attnum, position)
                                     LEFT JOIN pg_attribute a
                                            ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
                                     WHERE k.position <= i.indnkeyatts ORDER BY k.position) AS columns
                        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
                        WHERE i.indrelid = ?
                        """,
                        oid)
                .map(row -> new CatalogIndex(
                        row.get("relname", String.class),
                        List.of(row.get("columns", String[].class)),
                        row.get("amname", String.class),
                        row.get("indisunique", Boolean.class),
                        row.get("indimmediate", Boolean.class),
                        row.get("usable", Boolean.class),
                        row.get("predicate", String.class)));
    }
}
