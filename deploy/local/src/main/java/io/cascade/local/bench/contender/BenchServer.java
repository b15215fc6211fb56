/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.RunningService;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/** The stack's PostgreSQL server, for databases of other contenders. */
public final class BenchServer {

    private final String url;

    private BenchServer(String url) {
        this.url = url;
    }

    public static BenchServer of(LocalStack stack) {
        RunningService any = stack.service(stack.services().first());
        return new BenchServer(any.superuserJdbcUrl());
    }

    /** Of the server's superuser. */
    public String url(String database) {
        return url.replaceFirst("/[^/?]*\\?", "/" + database + "?");
    }

    public Database open(String database) {
        return Database.of(url(database));
    }

    /** For Debezium, as the server's superuser. */
    ServiceDatabase replicated(String database, String slot) {
        String ofDatabase = url(database);
        Properties parts = Objects.requireNonNull(Driver.parseURL(ofDatabase, new Properties()), "a PostgreSQL URL");
        return ServiceDatabase.ofOneRole(
                database,
                parts.getProperty("PGHOST"),
                Integer.parseInt(parts.getProperty("PGPORT")),
                ofDatabase,
                parts.getProperty("user"),
                parts.getProperty("password"),
                ofDatabase,
                slot);
    }

    void drop(String database) {
        try (Database postgres = open("postgres")) {
            postgres.run("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
        }
    }

    /** A database that is made anew. */
    Database create(String database) {
        try (Database postgres = open("postgres")) {
            postgres.run("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)", "CREATE DATABASE " + database);
        }
        return open(database);
    }
}
