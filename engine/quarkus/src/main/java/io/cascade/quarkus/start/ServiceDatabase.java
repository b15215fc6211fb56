/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

/**
 * The tables of the service's own code. Flyway is used by its own API: the engine migrates its schema in the same way, and a
 * process that runs another service's name must not create these tables at all.
 */
@Singleton
class ServiceDatabase {

    private final javax.sql.DataSource dataSource;
    private final String url;

    ServiceDatabase(
            @DataSource("engine") javax.sql.DataSource dataSource,
            @ConfigProperty(name = "quarkus.datasource.engine.jdbc.url") String url) {
        this.dataSource = dataSource;
        this.url = url;
    }

    /** Says where it tried, which the driver's message does not. */
    void reach() {
        try (Connection connection = dataSource.getConnection()) {
            connection.isValid(1);
        } catch (SQLException e) {
            throw new ConfigurationException(
                    "The database " + url.replaceFirst("\\?.*", "") + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** A baseline of 0 lets a database that already holds tables of its own join in with the first migration. */
    void migrate() {
        Flyway.configure(Thread.currentThread().getContextClassLoader())
                .dataSource(dataSource)
                .defaultSchema("public")
                .locations("classpath:db/migration")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
