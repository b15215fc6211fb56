/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.schema;

import io.cascade.engine.sql.Sql;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the engine's own schema up to date, apart from whatever migrations the service has for its tables. */
public final class SchemaMigration {

    private SchemaMigration() {}

    public static void migrate(DataSource dataSource) {
        Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:" + Migrations.FOLDER)
                .schemas(Sql.SCHEMA)
                .defaultSchema(Sql.SCHEMA)
                .createSchemas(true)
                .load()
                .migrate();
    }
}
