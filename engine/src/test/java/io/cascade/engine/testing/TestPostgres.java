/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.testing;

import io.cascade.engine.schema.SchemaMigration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** One PostgreSQL server for all tests of the JVM, and a database of its own for whoever asks. */
public final class TestPostgres {

    private static final EmbeddedPostgres SERVER = start("logical");
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final List<KeptSessions> TO_DROP = new ArrayList<>();

    private static final String TEMPLATE = "migrated";
    private static boolean migrated;

    private TestPostgres() {}

    /** For the tests of one class: {@link DropDatabases} follows. */
    public static DataSource newDatabase() {
        return ofThisClass(create(""));
    }

    /** Owned by a role of the database's name that is no superuser, as in production. */
    static DataSource newOwnedDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        DSLContext server = dsl(SERVER.getPostgresDatabase());
        server.execute("CREATE ROLE " + name + " LOGIN REPLICATION");
        server.execute("CREATE DATABASE " + name + " OWNER " + name);
        return ofThisClass(new KeptSessions(name, SERVER.getDatabase(name, name)));
    }

    /** Sessions of another role, whose name begins with the database's. */
    static DataSource sessionsOf(KeptSessions database, String role) {
        return new KeptSessions(database.name(), SERVER.getDatabase(database.name() + "_" + role, database.name()));
    }

    static void createRole(KeptSessions database, String role, String options) {
        dsl(SERVER.getPostgresDatabase()).execute("CREATE ROLE " + database.name() + "_" + role + " " + options);
    }

    /** For as long as the JVM. */
    public static DataSource sharedDatabase() {
        return create("");
    }

    public static DSLContext dsl(DataSource dataSource) {
        return DSL.using(dataSource, SQLDialect.POSTGRES, new Settings().withExecuteLogging(false));
    }

    /** A database in which the engine's own schema is there already, as a copy of one that was migrated once. */
    static synchronized DataSource newMigratedDatabase() {
        if (!migrated) {
            dsl(SERVER.getPostgresDatabase()).execute("CREATE DATABASE " + TEMPLATE);
            SchemaMigration.migrate(SERVER.getDatabase("postgres", TEMPLATE));
            migrated = true;
        }
        return ofThisClass(create(" TEMPLATE " + TEMPLATE));
    }

    static DataSource copy(KeptSessions database) {
        database.endIdle();
        return ofThisClass(create(" TEMPLATE " + database.name()));
    }

    /** A server with another wal_level, for the caller to close. */
    public static EmbeddedPostgres start(String walLevel) {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("wal_level", walLevel)
                    .setServerConfig("max_replication_slots", "100")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("timezone", "UTC")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<KeptSessions> takeToDrop() {
        synchronized (TO_DROP) {
            List<KeptSessions> databases = List.copyOf(TO_DROP);
            TO_DROP.clear();
            return databases;
        }
    }

    static void drop(KeptSessions database) {
        database.endIdle();
        DSLContext server = dsl(SERVER.getPostgresDatabase());
        server.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = ?",
                database.name());
        server.execute("DROP DATABASE " + database.name() + " WITH (FORCE)");
    }

    private static KeptSessions create(String options) {
        String name = "test_" + DATABASES.incrementAndGet();
        dsl(SERVER.getPostgresDatabase()).execute("CREATE DATABASE " + name + options);
        return new KeptSessions(name, SERVER.getDatabase("postgres", name));
    }

    private static DataSource ofThisClass(KeptSessions database) {
        synchronized (TO_DROP) {
            TO_DROP.add(database);
        }
        return database;
    }
}
