/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import io.cascade.engine.testing.TestService;
import java.util.ArrayList;
import java.util.List;

/** A database's catalog as lines of text. */
final class DatabaseSnapshot {

    private static final String OURS = "n.nspname IN ('cascade', 'public', 'other')";

    private DatabaseSnapshot() {}

    /** What is defined, and the engine's rows; no names that change from run to run. */
    static List<String> definitions(TestService service) {
        return lines(
                service,
                "SELECT 'schema ' || nspname FROM pg_namespace n WHERE " + OURS,
                "SELECT concat_ws(' ', 'relation', c.relkind, n.nspname, c.relname, obj_description(c.oid, 'pg_class'))"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + OURS
                        + " AND c.relname !~ '^outbox_[0-9]'",
                "SELECT concat_ws(' ', 'column', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),"
                        + " a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))"
                        + " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
                        + " WHERE a.attnum > 0 AND c.relkind IN ('r', 'p') AND c.relname !~ '^outbox_[0-9]' AND "
                        + OURS,
                "SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname IN ('cascade', 'public', 'other')"
                        + " AND tablename !~ '^outbox_[0-9]'",
                "SELECT concat_ws(' ', 'constraint', c.conrelid::regclass, c.conname, c.convalidated, pg_get_constraintdef(c.oid))"
                        + " FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE " + OURS
                        + " AND c.conrelid::regclass::text !~ 'outbox_[0-9]'",
                "SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t WHERE NOT t.tgisinternal",
                "SELECT concat_ws(' ', 'function', pg_get_functiondef(p.oid), p.proacl, obj_description(p.oid, 'pg_proc'))"
                        + " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE " + OURS,
                "SELECT concat_ws(' ', 'publication', p, pubname, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot)"
                        + " FROM (SELECT pubname, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot FROM pg_publication) p",
                "SELECT 'published ' || tablename FROM pg_publication_tables",
                "SELECT concat_ws(' ', 'slot', plugin, slot_type, two_phase) FROM pg_replication_slots"
                        + " WHERE database = current_database()");
    }

    /** What the engine keeps in its own tables at its installation. */
    static List<String> rows(TestService service) {
        return lines(
                service,
                "SELECT concat_ws(' ', name, role, state, buckets, request IS NULL) FROM cascade.relationship",
                "SELECT concat_ws(' ', version, description, type, script, checksum, success)"
                        + " FROM cascade.flyway_schema_history WHERE version IS NOT NULL",
                "SELECT concat_ws(' ', topic, record_key, type, source, subject, deletion_id, keys,"
                        + " regexp_replace(payload, '[0-9a-f]{8}-[0-9a-f-]{27}', '?')) FROM cascade.outbox");
    }

    /** Row versions of the catalog: equal only if not even something equal has been written. */
    static List<String> versions(TestService service) {
        List<String> queries = new ArrayList<>();
        for (String catalog : List.of(
                "pg_class",
                "pg_attribute",
                "pg_constraint",
                "pg_trigger",
                "pg_proc",
                "pg_namespace",
                "pg_publication",
                "pg_publication_rel",
                "pg_description",
                "pg_index",
                "pg_depend",
                "cascade.relationship",
                "cascade.flyway_schema_history",
                "cascade.outbox")) {
            queries.add("SELECT concat_ws(' ', '" + catalog + "', tableoid, xmin, ctid) FROM " + catalog);
        }
        queries.add("SELECT concat_ws(' ', slot_name, confirmed_flush_lsn) FROM pg_replication_slots"
                + " WHERE database = current_database()");
        return lines(service, queries.toArray(String[]::new));
    }

    private static List<String> lines(TestService service, String... queries) {
        List<String> lines = new ArrayList<>();
        for (String query : queries) {
            lines.addAll(service.values(String.class, query).stream().sorted().toList());
        }
        return lines;
    }
}
