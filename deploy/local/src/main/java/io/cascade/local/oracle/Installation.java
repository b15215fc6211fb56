/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.oracle.run.Sessions;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a service's database was like with the fillers only. Graphs are taken out by going back to it: nothing is
 * uninstalled by the service itself, and a bench that only ever grows would measure its own past.
 */
final class Installation {

    private static final String RELATIONS = "SELECT 'TABLE cascade.' || quote_ident(relname) FROM pg_class"
            + " WHERE relnamespace = 'cascade'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition";
    private static final String FUNCTIONS =
            "SELECT 'FUNCTION ' || oid::regprocedure FROM pg_proc" + " WHERE pronamespace = 'cascade'::regnamespace";
    private static final String SCHEMAS = "SELECT 'SCHEMA ' || quote_ident(nspname) FROM pg_namespace"
            + " WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
    private static final List<String> EMPTIED = List.of(
            "cascade.outbox",
            "cascade.delivery",
            "cascade.deletion",
            "cascade.inbox",
            "cascade.held_delivery",
            "cascade.dead_letter",
            "cascade.intent",
            "cascade.intent_event",
            "cascade.intent_key",
            "cascade.intent_row",
            "cascade.vote",
            "cascade.ballot");

    /** The triggers on it outlive the functions that are dropped, as they belong to the fillers too. */
    private static final String EMPTY_EXAMPLE =
            """
            DO $$ DECLARE name text; BEGIN
            IF to_regclass('public.{}') IS NULL THEN RETURN; END IF;
            FOR name IN SELECT tgname FROM pg_trigger
                WHERE tgrelid = 'public.{}'::regclass AND NOT tgisinternal AND tgname LIKE 'cascade\\_%'
            LOOP EXECUTE format('DROP TRIGGER %I ON public.{}', name); END LOOP;
            TRUNCATE public.{};
            END $$""";

    private final Sessions database;
    private final Set<String> base;

    Installation(Sessions database) {
        this.database = database;
        this.base = objects();
    }

    /** While the service is stopped. */
    void reset() {
        List<String> statements = new ArrayList<>();
        objects().stream()
                .filter(object -> !base.contains(object))
                .forEach(object -> statements.add("DROP " + object + " CASCADE"));
        statements.add("TRUNCATE " + String.join(", ", EMPTIED));
        statements.add("DELETE FROM cascade.relationship WHERE name NOT LIKE '" + Fillers.NAME + "%'");
        List.of("parents", "children").forEach(example -> statements.add(EMPTY_EXAMPLE.replace("{}", example)));
        database.run("public", statements);
    }

    private Set<String> objects() {
        return database.with("public", (connection, statement) -> {
            List<String> objects = new ArrayList<>();
            for (String query : List.of(RELATIONS, FUNCTIONS, SCHEMAS)) {
                try (ResultSet result = statement.executeQuery(query)) {
                    while (result.next()) {
                        objects.add(result.getString(1));
                    }
                }
            }
            return objects.stream().collect(Collectors.toSet());
        });
    }
}
