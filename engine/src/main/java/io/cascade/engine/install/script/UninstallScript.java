/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import io.cascade.engine.install.SqlBlock;
import io.cascade.engine.publish.OutboxInstaller;
import java.util.List;

/**
 * Takes everything of the engine out of a service's database, and leaves the service's tables and rows as they are. It goes by
 * the catalog, not by the contracts: so it also finds what earlier contracts have left.
 */
public final class UninstallScript {

    private static final String IDLE =
            """
            IF EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%1$s' AND database = current_database() AND active) THEN
            RAISE EXCEPTION 'the replication slot %1$s is being read'
                USING HINT = 'Stop the service and delete its connector first, then run this again.';
            END IF;""";

    private static final String ON_TABLES =
            """
            FOR statement IN
                SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
                FROM pg_trigger t
                JOIN pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = to_regnamespace('cascade')
                JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace <> p.pronamespace
                WHERE NOT t.tgisinternal AND t.tgparentid = 0
                UNION ALL
                SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', con.conrelid::regclass, con.conname)
                FROM pg_constraint con
                JOIN pg_class r ON r.oid = con.confrelid AND r.relnamespace = to_regnamespace('cascade')
                JOIN pg_class c ON c.oid = con.conrelid AND c.relnamespace <> r.relnamespace
                WHERE con.contype = 'f' AND con.conparentid = 0
            LOOP
                EXECUTE statement;
            END LOOP;""";

    private static final String SCHEMA =
            """
            SELECT string_agg(DISTINCT v.oid::regclass::text, ', ') INTO users
            FROM pg_depend d
            JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
            JOIN pg_class v ON v.oid = w.ev_class AND v.relnamespace <> to_regnamespace('cascade')
            JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid
                           AND t.relnamespace = to_regnamespace('cascade');
            IF users IS NOT NULL THEN
            RAISE EXCEPTION 'views of yours read tables of the schema cascade: %', users
                USING HINT = 'Drop them first, then run this again.';
            END IF;
            DROP SCHEMA IF EXISTS cascade CASCADE;""";

    private static final String SLOT =
            """
            PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots
            WHERE slot_name = '%s' AND database = current_database();""";

    private final String service;

    public UninstallScript(String service) {
        this.service = service;
    }

    /** For the same role as {@link InstallScript#render()}. */
    public String render() {
        Script script = new Script()
                .comment("Removes from the database of " + service + " all that keeps its relationships.")
                .comment(
                        "Its tables and rows stay as they are. Events that other services have not received are lost, and")
                .comment(
                        "from then on no delete cascades in either direction: stop the service, let the outbox run empty,")
                .comment("delete the service's connector, then run this as the owner of the tables:")
                .comment("  psql -v ON_ERROR_STOP=1 -f FILE");
        return script.section("Removal", statements()).render();
    }

    List<String> statements() {
        String slot = OutboxInstaller.slot(service);
        return List.of(
                SqlBlock.body(IDLE.formatted(slot)),
                SqlBlock.body("statement text;", ON_TABLES),
                SqlBlock.body("DROP PUBLICATION IF EXISTS " + OutboxInstaller.PUBLICATION + ";"),
                SqlBlock.body("users text;", SCHEMA),
                SqlBlock.body(SLOT.formatted(slot)));
    }
}
