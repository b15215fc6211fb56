/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * The triggers that keep a vote true until it is decided: meanwhile no row of the child table may begin or cease to refer to
 * the keys. They fire after PostgreSQL's own check (triggers fire in the order of their names), when the row's transaction
 * holds the lock on the key that the vote needs: so one of the two sees the other.
 */
record VoteTriggerDdl(Subscription subscription) {

    private static final String INSERT = "cascade_vote_insert__";
    private static final String UPDATE = "cascade_vote_update__";

    List<String> install() {
        List<String> statements = new ArrayList<>(definitions());
        statements.add("COMMENT ON FUNCTION " + function() + " IS " + Sql.literal(version()));
        return statements;
    }

    List<String> uninstall() {
        return List.of(
                "DROP TRIGGER IF EXISTS " + Sql.quote(INSERT + subscription.name()) + " ON " + table(),
                "DROP TRIGGER IF EXISTS " + Sql.quote(UPDATE + subscription.name()) + " ON " + table(),
                "DROP FUNCTION IF EXISTS " + function());
    }

    /** What brings them up to date: their creation where the relationship has a vote, else their removal. */
    List<String> change() {
        return subscription.asked() ? install() : uninstall();
    }

    /** Whether they are as the contracts ask, as an SQL expression. */
    String upToDate() {
        String present = "(SELECT count(*) FROM pg_trigger WHERE tgrelid = "
                + Sql.regclass(subscription.relationship().child().table()) + " AND tgenabled = 'A' AND tgname IN ("
                + Sql.literal(INSERT + subscription.name()) + ", " + Sql.literal(UPDATE + subscription.name()) + "))";
        String procedure = "to_regprocedure(" + Sql.literal(function()) + ")";
        return subscription.asked()
                ? "obj_description(" + procedure + ", 'pg_proc') IS NOT DISTINCT FROM " + Sql.literal(version())
                        + " AND " + present + " = 2"
                : procedure + " IS NULL AND " + present + " = 0";
    }

    private List<String> definitions() {
        String changed = "(" + KeySql.columns("OLD", columns()) + ") IS DISTINCT FROM ("
                + KeySql.columns("NEW", columns()) + ")";
        return List.of(
                "CREATE OR REPLACE FUNCTION " + function() + " RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                        + " SET search_path = pg_catalog, pg_temp AS " + Sql.literal(body()),
                "REVOKE ALL ON FUNCTION " + function() + " FROM PUBLIC",
                "CREATE OR REPLACE TRIGGER " + Sql.quote(INSERT + subscription.name()) + " AFTER INSERT ON " + table()
                        + " FOR EACH ROW WHEN (" + KeySql.notNull("NEW", columns()) + ") EXECUTE FUNCTION "
                        + function(),
                always(INSERT),
                "CREATE OR REPLACE TRIGGER " + Sql.quote(UPDATE + subscription.name()) + " AFTER UPDATE ON " + table()
                        + " FOR EACH ROW WHEN (" + changed + ") EXECUTE FUNCTION " + function(),
                always(UPDATE));
    }

    /**
     * The deletion's own changes, which only the engine makes, are what the vote is about. COALESCE keeps the planner from the
     * index of the marks: the look-up is by key.
     */
    private String body() {
        KeySql key = subscription.replica().keySql();
        String replica = Sql.quote(subscription.replica().table());
        return """
                BEGIN
                IF EXISTS (SELECT FROM %1$s AS r WHERE %2$s AND coalesce(r.intended_by, %6$s) <> %6$s)
                OR TG_OP = 'UPDATE' AND EXISTS (SELECT FROM %1$s AS r WHERE %3$s AND coalesce(r.intended_by, %6$s) <> %6$s) THEN
                RAISE EXCEPTION USING ERRCODE = 'lock_not_available',
                    MESSAGE = format('a deletion is being decided of what rows of table "%%s" refer to by %4$s', TG_TABLE_NAME),
                    HINT = 'Try again when it is: a matter of moments, unless a service is down.',
                    CONSTRAINT = %5$s, SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
                END IF;
                RETURN NULL;
                END"""
                .formatted(
                        replica,
                        key.equal("NEW", columns(), "r"),
                        key.equal("OLD", columns(), "r"),
                        subscription.name(),
                        Sql.literal(subscription.name()),
                        "coalesce(CASE WHEN " + Sql.TRUSTED
                                + " THEN nullif(current_setting('cascade.deletion', true), '') END, '" + new UUID(0, 0)
                                + "')::uuid");
    }

    private String always(String prefix) {
        return "ALTER TABLE " + table() + " ENABLE ALWAYS TRIGGER " + Sql.quote(prefix + subscription.name());
    }

    private String version() {
        CRC32 checksum = new CRC32();
        definitions().forEach(sql -> checksum.update(sql.getBytes(StandardCharsets.UTF_8)));
        return String.format("cascade %08x", checksum.getValue());
    }

    private String function() {
        return "cascade." + Sql.quote("vote__" + subscription.name()) + "()";
    }

    private List<String> columns() {
        return subscription.relationship().child().columns();
    }

    private String table() {
        return Sql.quote(subscription.relationship().child().table());
    }
}
