/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Guards;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.Sql;
import io.cascade.engine.vote.ClaimedKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The statements that make a parent table publish its keys, for the relationships that refer to it. */
public final class PublisherDdl {

    /** What every trigger of ours on a user's table starts with. */
    public static final String TRIGGER_PREFIX = "cascade_";

    private final ParentTable parent;
    private final List<String> relationships;
    private final List<String> asked;
    private final @Nullable Integer maxKeys;
    private final String name;

    PublisherDdl(ParentTable parent, List<Relationship> relationships, Guards guards) {
        this(parent, PublishedNames.of(relationships, guards));
    }

    private PublisherDdl(ParentTable parent, PublishedNames names) {
        this.parent = parent;
        this.relationships = List.copyOf(names.relationships());
        this.asked = List.copyOf(names.asked());
        this.maxKeys = names.maxKeys();
        this.name = ClaimedKeys.keyOf(parent);
    }

    /** The same together with what is installed for relationships that these contracts do not know. */
    PublisherDdl keeping(PublishedNames installed) {
        return new PublisherDdl(parent, names().keeping(installed));
    }

    PublishedNames names() {
        return new PublishedNames(new TreeSet<>(relationships), new TreeSet<>(asked), maxKeys);
    }

    /** Everything, in one transaction. */
    List<String> install() {
        List<String> statements = new ArrayList<>();
        statements.add("LOCK TABLE " + Sql.quote(parent.table()) + " IN SHARE ROW EXCLUSIVE MODE");
        statements.addAll(functions());
        statements.addAll(triggers());
        relationships.forEach(
                relationship -> statements.add("INSERT INTO cascade.relationship (name, role, state) VALUES ("
                        + Sql.literal(relationship) + ", 'publisher', 'enforced') ON CONFLICT DO NOTHING"));
        statements.add(comment());
        return statements;
    }

    /** Whether all of it is there already, as an SQL expression. */
    String installed() {
        return "obj_description(to_regprocedure(" + Sql.literal("cascade." + Sql.quote(versionedFunction()) + "()")
                + "), 'pg_proc') = " + Sql.literal(version())
                + "\nAND (SELECT count(*) FROM pg_trigger WHERE tgrelid = "
                + Sql.regclass(parent.table()) + " AND tgname IN ("
                + Sql.list(triggerNames(), Sql::literal) + ")) = "
                + triggerNames().size();
    }

    /** The function that carries the installed version in its comment. */
    String versionedFunction() {
        return "publish_deleted__" + name;
    }

    /** Changes whenever the statements do. */
    String version() {
        CRC32 checksum = new CRC32();
        functions().forEach(sql -> checksum.update(sql.getBytes(StandardCharsets.UTF_8)));
        triggers().forEach(sql -> checksum.update(sql.getBytes(StandardCharsets.UTF_8)));
        return String.format("cascade %08x", checksum.getValue());
    }

    /** Creates or replaces the functions; the comment that says which version it is comes last. */
    List<String> functions() {
        KeyEventSql events = new KeyEventSql(parent, relationships);
        return List.of(
                function("publish_created__" + name, events.created("new_rows")),
                function("publish_deleted__" + name, events.deleted("old_rows", guard("old_rows"))),
                revoke("publish_created__" + name),
                revoke("publish_deleted__" + name));
    }

    private String guard(String rows) {
        return MaxKeysSql.check(maxKeys, rows) + (asked.isEmpty() ? "" : new GuardSql(parent, name, asked).check(rows));
    }

    /** Creates or replaces the triggers and lets them fire in every session, replication ones included. */
    List<String> triggers() {
        String table = Sql.quote(parent.table());
        String arguments = Sql.literal(String.join(PublishedNames.SEPARATOR, relationships));
        String remembered = Sql.list(names().arguments(), Sql::literal);
        String changed = "(" + Sql.list(parent.keyColumns(), ", ", column -> "OLD." + Sql.quote(column)) + ")"
                + " IS DISTINCT FROM (" + Sql.list(parent.keyColumns(), ", ", column -> "NEW." + Sql.quote(column))
                + ")";
        return List.of(
                trigger("publish_created")
                        + " AFTER INSERT ON " + table + " REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
                        + " EXECUTE FUNCTION cascade." + Sql.quote("publish_created__" + name) + "()",
                always("publish_created"),
                trigger("publish_deleted")
                        + " AFTER DELETE ON " + table + " REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT"
                        + " EXECUTE FUNCTION cascade." + Sql.quote("publish_deleted__" + name) + "()",
                always("publish_deleted"),
                trigger("refuse_key_update") + " AFTER UPDATE ON " + table + " FOR EACH ROW WHEN (" + changed + ")"
                        + " EXECUTE FUNCTION cascade.refuse_key_update(" + arguments + ")",
                always("refuse_key_update"),
                trigger("refuse_truncate") + " BEFORE TRUNCATE ON " + table + " FOR EACH STATEMENT"
                        + " EXECUTE FUNCTION cascade.refuse_truncate(" + remembered + ")",
                always("refuse_truncate"));
    }

    String comment() {
        return "COMMENT ON FUNCTION cascade." + Sql.quote(versionedFunction()) + "() IS " + Sql.literal(version());
    }

    /** The names of all triggers, to notice a dropped one. */
    List<String> triggerNames() {
        return List.of(
                triggerName("publish_created"),
                triggerName("publish_deleted"),
                triggerName("refuse_key_update"),
                triggerName("refuse_truncate"));
    }

    /** The trigger whose arguments say for whom all of them are: a {@link PublishedNames}. */
    String namesTrigger() {
        return triggerName("refuse_truncate");
    }

    private String trigger(String kind) {
        return "CREATE OR REPLACE TRIGGER " + Sql.quote(triggerName(kind));
    }

    private String always(String kind) {
        return "ALTER TABLE " + Sql.quote(parent.table()) + " ENABLE ALWAYS TRIGGER " + Sql.quote(triggerName(kind));
    }

    private String triggerName(String kind) {
        return TRIGGER_PREFIX + kind + "__" + name;
    }

    /** Whoever may use the function for a trigger on a table of their own could publish keys of this one as deleted. */
    private static String revoke(String function) {
        return "REVOKE ALL ON FUNCTION cascade." + Sql.quote(function) + "() FROM PUBLIC";
    }

    private static String function(String name, String body) {
        return "CREATE OR REPLACE FUNCTION cascade." + Sql.quote(name) + "() RETURNS trigger\n"
                + "LANGUAGE plpgsql SECURITY DEFINER\n"
                + "SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC'"
                + " SET standard_conforming_strings = on\n"
                + "AS " + Sql.literal(body);
    }
}
