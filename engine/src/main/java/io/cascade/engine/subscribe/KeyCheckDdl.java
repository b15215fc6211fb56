/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.sql.KeySql;
import io.cascade.engine.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The triggers on a child table that stand beside its foreign key, which stays the judge. To accept a reference to an unknown
 * key, its trigger writes the key down as provisional before PostgreSQL checks the foreign key, in the same transaction.
 *
 * <p>The name starts with {@code cascade_}; a trigger of the table's own that sets the reference must come before it.
 */
record KeyCheckDdl(Subscription subscription, Mode mode) {

    enum Mode {
        /** The foreign key is enough. */
        NONE,
        /** An unknown key becomes provisional. */
        ACCEPT,
        /** A key that is provisional for another relationship counts as unknown. */
        CONFIRMED
    }

    /** How the comments on functions that accept keys start. */
    static final String ACCEPTS = "cascade accept ";

    /** Creates or replaces all of it; the comment that says which version it is comes last. */
    List<String> install() {
        if (mode == Mode.NONE) {
            return List.of();
        }
        List<String> statements = new ArrayList<>(definitions());
        statements.add("COMMENT ON FUNCTION " + function() + " IS " + Sql.literal(version()));
        return statements;
    }

    /** Takes out what a former mode has left. */
    List<String> remove() {
        return List.of("DROP FUNCTION IF EXISTS " + function() + " CASCADE");
    }

    /** What makes it so, whatever there was before. */
    List<String> settle() {
        return mode == Mode.NONE ? remove() : install();
    }

    /**
     * Whether it is as it should be already, as an SQL expression. While a key is still provisional from an earlier contract,
     * a strict relationship may keep its trigger.
     */
    String settled() {
        return mode == Mode.NONE
                ? oid() + " IS NULL OR EXISTS (SELECT FROM "
                        + Sql.quote(subscription.replica().table()) + " WHERE provisional_since IS NOT NULL)"
                : comment() + " = " + Sql.literal(version())
                        + "\nAND (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'A' AND tgfoid = " + oid()
                        + " AND tgrelid = "
                        + Sql.regclass(subscription.relationship().child().table()) + ") = 2";
    }

    /** For a relationship that has become strict. */
    KeyCheckDdl confirmed() {
        return new KeyCheckDdl(subscription, Mode.CONFIRMED);
    }

    /** Whether unknown keys are being accepted, as an SQL expression. */
    String accepting() {
        return "starts_with(" + comment() + ", " + Sql.literal(ACCEPTS) + ")";
    }

    private String version() {
        CRC32 checksum = new CRC32();
        definitions().forEach(sql -> checksum.update(sql.getBytes(StandardCharsets.UTF_8)));
        return (mode == Mode.ACCEPT ? ACCEPTS : "cascade confirmed ") + String.format("%08x", checksum.getValue());
    }

    private List<String> definitions() {
        String changed = "(" + KeySql.columns("OLD", columns()) + ") IS DISTINCT FROM ("
                + KeySql.columns("NEW", columns()) + ") AND ";
        return List.of(
                "CREATE OR REPLACE FUNCTION " + function() + " RETURNS trigger\n"
                        + "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp\n"
                        + "AS " + Sql.literal(mode == Mode.ACCEPT ? accept() : refuse()),
                "REVOKE ALL ON FUNCTION " + function() + " FROM PUBLIC",
                trigger("insert", ""),
                always("insert"),
                trigger("update", changed),
                always("update"));
    }

    /**
     * The loop ends with a lock on the key, as the foreign key takes one: whoever finds out meanwhile that the key is absent
     * removes it before this row or after it, never between the check and the row.
     */
    private String accept() {
        return """
                BEGIN
                LOOP
                PERFORM 1 FROM %s AS r WHERE %s FOR KEY SHARE;
                EXIT WHEN FOUND;
                INSERT INTO %1$s (%s, version, provisional_since)
                VALUES (%s, 0, clock_timestamp()) ON CONFLICT DO NOTHING;
                END LOOP;
                RETURN NEW;
                END"""
                .formatted(
                        Sql.quote(subscription.replica().table()),
                        key().equal("NEW", columns(), "r"),
                        key().columns(),
                        KeySql.columns("NEW", columns()));
    }

    private String refuse() {
        return """
                BEGIN
                IF EXISTS (SELECT FROM %s AS r WHERE %s AND r.provisional_since IS NOT NULL) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'foreign_key_violation',
                    MESSAGE = format('insert or update on table "%%s" violates foreign key constraint "%%s"', TG_TABLE_NAME, %s),
                    DETAIL = 'The key is not known yet: it was accepted for another relationship, with check: eventual.',
                    SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = %3$s;
                END IF;
                RETURN NULL;
                END"""
                .formatted(
                        Sql.quote(subscription.replica().table()),
                        key().equal("NEW", columns(), "r"),
                        Sql.literal(subscription.name()));
    }

    private String trigger(String event, String condition) {
        return "CREATE OR REPLACE TRIGGER " + triggerName(event) + " " + (mode == Mode.ACCEPT ? "BEFORE " : "AFTER ")
                + event.toUpperCase(java.util.Locale.ROOT) + " ON " + childTable() + " FOR EACH ROW WHEN (" + condition
                + KeySql.notNull("NEW", columns()) + ") EXECUTE FUNCTION " + function();
    }

    private String always(String event) {
        return "ALTER TABLE " + childTable() + " ENABLE ALWAYS TRIGGER " + triggerName(event);
    }

    private String triggerName(String event) {
        return Sql.quote("cascade_check_" + event + "__" + subscription.name());
    }

    private String function() {
        return Sql.SCHEMA + "." + Sql.quote("check_key__" + subscription.name()) + "()";
    }

    private String oid() {
        return "to_regprocedure(" + Sql.literal(function()) + ")";
    }

    private String comment() {
        return "obj_description(" + oid() + ", 'pg_proc')";
    }

    private KeySql key() {
        return new KeySql(subscription.replica().parent().key());
    }

    private List<String> columns() {
        return subscription.relationship().child().columns();
    }

    private String childTable() {
        return Sql.quote(subscription.relationship().child().table());
    }
}
