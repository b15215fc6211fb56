/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import io.cascade.local.host.LocalStackException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Makes the role and the database of a service, and runs its schema script, each exactly once. */
public final class DatabaseInstaller {

    /** On the database itself, so that it cannot differ from what it tells about. */
    private static final String COMPLETE = "cascade: complete";

    private final DatabaseServer server;

    public DatabaseInstaller(DatabaseServer server) {
        this.server = server;
    }

    /**
     * The service's database, created unless it is there already.
     *
     * @param schema SQL to run in the new database as its owner
     */
    public ServiceDatabase install(String service, String password, Optional<Path> schema) {
        String name = ServiceDatabase.nameOf(service);
        ServiceDatabase database = new ServiceDatabase(
                name,
                server.innerHost(),
                server.innerPort(),
                server.jdbcUrl(name),
                name,
                password,
                server.superuserJdbcUrl(name),
                ServiceDatabase.slotOf(service));
        try (Connection connection = DriverManager.getConnection(server.superuserJdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            if (isComplete(statement, name)) {
                return database;
            }
            create(statement, database);
            schema.ifPresent(script -> SchemaScript.run(script, database));
            statement.execute("COMMENT ON DATABASE \"" + name + "\" IS '" + COMPLETE + "'");
            return database;
        } catch (SQLException e) {
            throw new LocalStackException("The database of " + service + " cannot be created: " + e.getMessage(), e);
        }
    }

    private static boolean isComplete(Statement statement, String name) throws SQLException {
        try (ResultSet result = statement.executeQuery(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database" + " WHERE datname = '" + name + "'")) {
            return result.next() && COMPLETE.equals(result.getString(1));
        }
    }

    /** REPLICATION lets the service make its own slot; in production an administrator would. */
    private static void create(Statement statement, ServiceDatabase database) throws SQLException {
        String name = '"' + database.name() + '"';
        statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        statement.execute("DROP ROLE IF EXISTS " + name);
        statement.execute("CREATE ROLE " + name + " LOGIN REPLICATION PASSWORD '" + database.password() + "'");
        statement.execute("CREATE DATABASE " + name + " OWNER " + name);
        statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    }
}
