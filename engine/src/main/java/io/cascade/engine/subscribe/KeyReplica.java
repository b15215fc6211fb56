/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.ParentTable;
import io.cascade.contracts.TableName;
import io.cascade.contracts.Topics;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * The key replica of one parent table and the two tables beside it, by name.
 *
 * @param onlyReferred whether it holds only the keys that children here refer to, because none of its relationships needs to
 *     know of others
 */
record KeyReplica(ParentTable parent, boolean onlyReferred) {

    /** Columns that replicas of earlier releases lack. */
    private static final List<String> ADDED =
            List.of("intended_by", "provisional_since", "asked_at", "absent_since", "adopted");

    private static final String HELD = "__held";
    private static final String DELETED = "__deleted";

    /**
     * The parent's live keys, each with the version of the event that it came from. {@code intended_by} names the deletion
     * that asks whether the key may go: until it is decided, nobody may begin to refer to the key. A key that was accepted
     * without having been seen at the parent has {@code provisional_since} and the version 0; {@code asked_at} is when a
     * look-up took it on, {@code absent_since} when the parent first said that there is no such key although its children
     * stay, and {@code adopted} whether children from before the relationship may refer to it.
     */
    TableName table() {
        return named("");
    }

    /**
     * Events that wait for a key which an application transaction holds, in the order of their versions. Those that wait for a
     * person name the dead letter in {@code dead_letter}: its own keys, and what has queued up behind them. Of those that are
     * {@code paused} nothing is left to do until a relationship is resumed. What was written by the transaction
     * {@code written_before} or a later one has come since the event was put here.
     */
    TableName held() {
        return named(HELD);
    }

    /** Keys deleted while a relationship was still being backfilled, and so not in the replica to be found. */
    TableName deleted() {
        return named(DELETED);
    }

    /** Where the parent's keys come from. */
    String topic() {
        return Topics.keys(parent.service(), parent.table());
    }

    /** Whether the tables are there with all their columns, as an SQL expression. */
    String complete() {
        return "(SELECT count(*) FROM pg_attribute WHERE attrelid = " + Sql.regclass(table()) + " AND attname IN ("
                + Sql.list(ADDED, Sql::literal) + ")) = " + ADDED.size()
                + " AND (SELECT count(*) FROM pg_attribute WHERE attrelid IN (" + Sql.regclass(held()) + ", "
                + Sql.regclass(deleted())
                + ") AND attname IN ('propagation', 'retain', 'dead_letter', 'paused', 'written_before')) = 6";
    }

    KeySql keySql() {
        return new KeySql(parent.key());
    }

    /** What the replica is of; kept as the table's comment, to notice two parents whose names end in one. */
    String description() {
        return "Key replica of " + parent.service() + " " + parent.table() + " "
                + Sql.list(
                        parent.key(),
                        column -> column.name() + ":" + column.type().contractName());
    }

    List<String> ddl() {
        KeySql key = keySql();
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + Sql.quote(table()) + " (" + key.definitions()
                        + ", version bigint NOT NULL, PRIMARY KEY (" + key.columns() + "))",
                "ALTER TABLE " + Sql.quote(table()) + " ADD COLUMN IF NOT EXISTS intended_by uuid,"
                        + " ADD COLUMN IF NOT EXISTS provisional_since timestamptz,"
                        + " ADD COLUMN IF NOT EXISTS asked_at timestamptz,"
                        + " ADD COLUMN IF NOT EXISTS absent_since timestamptz,"
                        + " ADD COLUMN IF NOT EXISTS adopted boolean NOT NULL DEFAULT false",
                index("_intended_idx", "(intended_by) WHERE intended_by IS NOT NULL"),
                index(
                        "_provisional_idx",
                        "((coalesce(asked_at, provisional_since))) WHERE provisional_since IS NOT NULL"),
                "COMMENT ON TABLE " + Sql.quote(table()) + " IS " + Sql.literal(description()),
                "CREATE TABLE IF NOT EXISTS " + Sql.quote(held()) + " (" + key.definitions()
                        + ", version bigint NOT NULL, kind text NOT NULL CHECK (kind IN ('created', 'deleted')),"
                        + " event_id uuid NOT NULL, deletion_id uuid, relationships text[] NOT NULL,"
                        + " since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (" + key.columns() + ", version))",
                "CREATE INDEX IF NOT EXISTS " + Sql.quote(held().name() + "_event_idx") + " ON " + Sql.quote(held())
                        + " (event_id)",
                "CREATE TABLE IF NOT EXISTS " + Sql.quote(deleted()) + " (" + key.definitions()
                        + ", version bigint NOT NULL, PRIMARY KEY (" + key.columns() + "))",
                "ALTER TABLE " + Sql.quote(held()) + " ADD COLUMN IF NOT EXISTS dead_letter bigint",
                "CREATE INDEX IF NOT EXISTS " + Sql.quote(held().name() + "_dead_idx") + " ON " + Sql.quote(held())
                        + " (dead_letter) WHERE dead_letter IS NOT NULL",
                "CREATE INDEX IF NOT EXISTS " + Sql.quote(held().name() + "_free_idx") + " ON " + Sql.quote(held())
                        + " (version) WHERE dead_letter IS NULL",
                "ALTER TABLE " + Sql.quote(held())
                        + " ADD COLUMN IF NOT EXISTS paused boolean NOT NULL DEFAULT false,"
                        + " ADD COLUMN IF NOT EXISTS written_before bigint",
                "CREATE INDEX IF NOT EXISTS " + Sql.quote(held().name() + "_open_idx") + " ON " + Sql.quote(held())
                        + " (version) WHERE dead_letter IS NULL AND NOT paused",
                propagation(held()),
                propagation(deleted()),
                "ALTER TABLE " + Sql.quote(held()) + " ADD COLUMN IF NOT EXISTS retain boolean NOT NULL DEFAULT true");
    }

    /** What the deletion wants for the children, to be known when it is carried out. */
    private static String propagation(TableName table) {
        return "ALTER TABLE " + Sql.quote(table)
                + " ADD COLUMN IF NOT EXISTS propagation text NOT NULL DEFAULT 'background'";
    }

    private String index(String suffix, String definition) {
        return "CREATE INDEX IF NOT EXISTS " + Sql.quote(table().name() + suffix) + " ON " + Sql.quote(table()) + " "
                + definition;
    }

    private TableName named(String suffix) {
        List<String> parts = new ArrayList<>();
        parts.add(parent.service().replace('-', '_'));
        if (!parent.table().schema().equals("public")) {
            parts.add(parent.table().schema());
        }
        parts.add(parent.table().name());
        parts.addAll(parent.keyColumns());
        String base = Sql.identifier(DELETED.length() + "_event_idx".length(), parts.toArray(String[]::new));
        return new TableName(Sql.SCHEMA, base + suffix);
    }
}
