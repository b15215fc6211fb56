/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install;

import io.cascade.engine.sql.Sql;
import java.util.List;

/**
 * Renders statements for a script that others run, by any tool and as often as they like: each block is one statement, so it
 * is atomic without a transaction around it, takes its turn with starting services, and looks before it changes anything.
 */
public final class SqlBlock {

    private SqlBlock() {}

    /** A block that runs the statements, unless the condition is true. */
    public static String unless(String condition, List<String> statements) {
        return body("""
                IF (%s) IS NOT TRUE THEN
                %s
                END IF;"""
                .formatted(condition, execute(statements)));
    }

    /** A block of PL/pgSQL. */
    public static String body(String plpgsql) {
        return body("", plpgsql);
    }

    /** @param declarations of variables; empty without any */
    public static String body(String declarations, String plpgsql) {
        String code = (declarations.isEmpty() ? "" : "DECLARE\n" + declarations + "\n") + "BEGIN\n"
                + "PERFORM pg_advisory_xact_lock(" + InstallLock.KEY + ");\n"
                + "PERFORM set_config('lock_timeout', '" + Ddl.LOCK_TIMEOUT.toMillis() + "', true);\n"
                + plpgsql + "\nEND";
        return "DO " + quote(code) + ";";
    }

    /**
     * PL/pgSQL that ends the block while there is no replication slot: what is written before it exists never leaves the
     * database, and nobody would ask for it again.
     *
     * @param what is not installed then
     */
    public static String awaitSlot(String slot, String what) {
        return """
                IF NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%s' AND database = current_database()) THEN
                RAISE WARNING '%s', 'waits for the replication slot %1$s: ' || %s
                    USING HINT = 'Run this script again when there is one, or leave it to the service.';
                RETURN;
                END IF;"""
                .formatted(slot, "%", Sql.literal(what));
    }

    /** A PL/pgSQL statement that runs the statements, whatever they are; planned one after the other. */
    public static String execute(List<String> statements) {
        return "EXECUTE " + quoted(statements) + ";";
    }

    /** The statements as one string literal that stays readable. */
    public static String quoted(List<String> statements) {
        return quote(String.join(";\n", statements));
    }

    private static String quote(String text) {
        String tag = "$cascade$";
        for (int i = 1; text.contains(tag); i++) {
            tag = "$cascade" + i + "$";
        }
        return tag + "\n" + text + "\n" + tag;
    }
}
