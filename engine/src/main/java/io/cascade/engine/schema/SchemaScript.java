/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.schema;

import io.cascade.engine.install.SqlBlock;
import io.cascade.engine.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link SchemaMigration} does, as SQL. It keeps Flyway's own history, so that a service that starts later finds its
 * migrations done, and a newer script goes on where a service has stopped.
 */
public final class SchemaScript {

    private static final String HISTORY = "cascade.flyway_schema_history";

    private SchemaScript() {}

    /** The schema with the history, then one block a migration. */
    public static List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        // Guarded, because CREATE SCHEMA IF NOT EXISTS asks for the right to create it even where it exists.
        blocks.add(SqlBlock.unless(
                "to_regnamespace('" + Sql.SCHEMA + "') IS NOT NULL",
                List.of("CREATE SCHEMA IF NOT EXISTS " + Sql.SCHEMA)));
        blocks.add(SqlBlock.unless(
                "to_regclass('" + HISTORY + "') IS NOT NULL",
                List.of(
                        """
                        CREATE TABLE %s (
                            installed_rank integer NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY,
                            version varchar(50),
                            description varchar(200) NOT NULL,
                            type varchar(20) NOT NULL,
                            script varchar(1000) NOT NULL,
                            checksum integer,
                            installed_by varchar(100) NOT NULL,
                            installed_on timestamp NOT NULL DEFAULT now(),
                            execution_time integer NOT NULL,
                            success boolean NOT NULL
                        )"""
                                .formatted(HISTORY),
                        "CREATE INDEX flyway_schema_history_s_idx ON " + HISTORY + " (success)")));
        Migrations.all().forEach(migration -> blocks.add(block(migration)));
        return blocks;
    }

    private static String block(Migration migration) {
        return SqlBlock.unless(
                "EXISTS (SELECT FROM " + HISTORY + " WHERE version = " + Sql.literal(migration.version()) + ")",
                List.of(
                        migration.sql().strip().replaceFirst(";$", ""),
                        "INSERT INTO " + HISTORY
                                + " (installed_rank, version, description, type, script, checksum, installed_by,"
                                + " execution_time, success)\nSELECT coalesce(max(installed_rank), 0) + 1, "
                                + Sql.literal(migration.version()) + ", " + Sql.literal(migration.description())
                                + ", 'SQL', " + Sql.literal(migration.script()) + ", " + migration.checksum()
                                + ", current_user, 0, true FROM " + HISTORY));
    }
}
