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
import java.util.function.UnaryOperator;

/** Makes the roles and the database of a service, and runs its schema script, each exactly once. */
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
     * @param passwords of the service's name, for the owner, and of it with a suffix for the other roles
     * @param schema SQL to run in the new database as its owner
     */
    public ServiceDatabase install(String service, UnaryOperator<String> passwords, Optional<Path> schema) {
        String name = ServiceDatabase.nameOf(service);
        ServiceDatabase database = new ServiceDatabase(
                name,
                server.innerHost(),
                server.innerPort(),
                server.jdbcUrl(name),
                name,
                passwords.apply(service),
                new ServiceDatabase.Login(name + "_app", passwords.apply(service + ".application")),
                new ServiceDatabase.Login(name + "_debezium", passwords.apply(service + ".debezium")),
                server.superuserJdbcUrl(name),
                ServiceDatabase.slotOf(service));
        try (Connection connection = DriverManager.getConnection(server.superuserJdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            provide(statement, database.application(), "LOGIN");
            provide(statement, database.debezium(), "LOGIN REPLICATION");
            if (isComplete(statement, name)) {
                connect(statement, database);
                return database;
            }
            create(statement, database);
            connect(statement, database);
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

    /** Also where the database is of an earlier version, without them. */
    private static void provide(Statement statement, ServiceDatabase.Login role, String options) throws SQLException {
        boolean known;
        try (ResultSet roles = statement.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + role.user() + "'")) {
            known = roles.next();
        }
        statement.execute((known ? "ALTER" : "CREATE") + " ROLE \"" + role.user() + "\" " + options + " PASSWORD '"
                + role.password() + "'");
    }

    private static void connect(Statement statement, ServiceDatabase database) throws SQLException {
        statement.execute("GRANT CONNECT ON DATABASE \"" + database.name() + "\" TO \""
                + database.application().user() + "\", \"" + database.debezium().user() + '"');
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
