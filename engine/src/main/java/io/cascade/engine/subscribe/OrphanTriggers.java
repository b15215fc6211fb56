/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The triggers on a child table that delete a row when its reference is set to NULL, whoever does it. One is for each row,
 * because only it knows which rows a statement has taken out, and notes them; one is for the statement, and deletes them
 * together: so a table that is a parent itself publishes a few events of many keys, not one for each row.
 *
 * <p>There is no column list: it would overlook a column that a trigger of the table's own sets to NULL.
 */
public final class OrphanTriggers {

    /** What the names of both start with. */
    public static final String PREFIX = "cascade_orphan_";

    private final Relationship relationship;
    private final String table;

    public OrphanTriggers(Relationship relationship) {
        this.relationship = relationship;
        this.table = Sql.quote(relationship.child().table());
    }

    /** Whether the table has them, or has none, as the contract asks; as an SQL expression. */
    public String asContracted() {
        String ours = "FROM pg_trigger WHERE tgrelid = "
                + Sql.regclass(relationship.child().table()) + " AND tgname IN (" + Sql.list(names(), Sql::literal)
                + ")";
        return relationship.deleteOrphan()
                ? "(SELECT count(*) " + ours + " AND obj_description(oid, 'pg_trigger') = " + Sql.literal(version())
                        + ") = " + names().size()
                : "NOT EXISTS (SELECT " + ours + ")";
    }

    /** Brings the table to what the contract asks for. */
    List<String> change() {
        return relationship.deleteOrphan() ? install() : drop();
    }

    private List<String> install() {
        List<String> statements = new ArrayList<>(triggers());
        names().forEach(name -> statements.add(
                "COMMENT ON TRIGGER " + Sql.quote(name) + " ON " + table + " IS " + Sql.literal(version())));
        return statements;
    }

    private List<String> drop() {
        return names().stream()
                .map(name -> "DROP TRIGGER IF EXISTS " + Sql.quote(name) + " ON " + table)
                .toList();
    }

    private List<String> triggers() {
        List<String> columns = relationship.child().columns();
        String out = KeySql.notNull("OLD", columns) + " AND ("
                + Sql.list(columns, " OR ", column -> "NEW." + Sql.quote(column) + " IS NULL") + ")";
        List<String> arguments = new ArrayList<>(List.of(relationship.name()));
        arguments.addAll(columns);
        String passed = "(" + Sql.list(arguments, Sql::literal) + ")";
        return List.of(
                "CREATE OR REPLACE TRIGGER " + Sql.quote(noted()) + " AFTER UPDATE ON " + table + " FOR EACH ROW WHEN ("
                        + out + ") EXECUTE FUNCTION cascade.note_orphan" + passed,
                always(noted()),
                "CREATE OR REPLACE TRIGGER " + Sql.quote(deleted()) + " AFTER UPDATE ON " + table
                        + " FOR EACH STATEMENT EXECUTE FUNCTION cascade.delete_orphans" + passed,
                always(deleted()));
    }

    private String always(String name) {
        return "ALTER TABLE " + table + " ENABLE ALWAYS TRIGGER " + Sql.quote(name);
    }

    private List<String> names() {
        return List.of(noted(), deleted());
    }

    private String noted() {
        return PREFIX + "noted__" + relationship.name();
    }

    private String deleted() {
        return PREFIX + "deleted__" + relationship.name();
    }

    /** Changes whenever the triggers do. */
    private String version() {
        CRC32 checksum = new CRC32();
        triggers().forEach(sql -> checksum.update(sql.getBytes(StandardCharsets.UTF_8)));
        return String.format("cascade %08x", checksum.getValue());
    }
}
