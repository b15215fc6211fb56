/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/**
 * The database of one service and its roles.
 *
 * @param name of the database
 * @param host as Kafka Connect reaches it; {@code jdbcUrl} is for this process
 * @param user the owner, as which the engine works
 * @param application as which the service's own code works; the owner in a database that somebody brings along
 * @param debezium as which the connector reads; likewise
 * @param superuserJdbcUrl with user and password, for what the owner must not do; the owner's where nobody else is known
 * @param slot the logical replication slot that its outbox leaves by
 */
public record ServiceDatabase(
        String name,
        String host,
        int port,
        String jdbcUrl,
        String user,
        String password,
        Login application,
        Login debezium,
        String superuserJdbcUrl,
        String slot) {

    /** A role with its password. */
    public record Login(String user, String password) {

        @Override
        public String toString() {
            return user;
        }
    }

    /** With one role for everything. */
    public static ServiceDatabase ofOneRole(
            String name,
            String host,
            int port,
            String jdbcUrl,
            String user,
            String password,
            String superuserJdbcUrl,
            String slot) {
        Login owner = new Login(user, password);
        return new ServiceDatabase(name, host, port, jdbcUrl, user, password, owner, owner, superuserJdbcUrl, slot);
    }

    /** Replication slots belong to the whole server, hence the prefix. */
    static String slotOf(String service) {
        return "cascade_" + nameOf(service);
    }

    /** Whether somebody reads the slot right now. */
    public boolean isStreamed() {
        try (Connection connection = DriverManager.getConnection(superuserJdbcUrl);
                PreparedStatement statement =
                        connection.prepareStatement("SELECT active FROM pg_replication_slots WHERE slot_name = ?")) {
            statement.setString(1, slot());
            try (ResultSet slot = statement.executeQuery()) {
                return slot.next() && slot.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new LocalStackException("cannot look at the replication slot " + slot() + ": " + e.getMessage(), e);
        }
    }

    /** Whether the service has made what its outbox leaves by: the publication and the slot. */
    public boolean isInstalled() {
        try (Connection connection = DriverManager.getConnection(superuserJdbcUrl);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT EXISTS (SELECT FROM pg_publication WHERE pubname = 'cascade_outbox')"
                                + " AND EXISTS (SELECT FROM pg_replication_slots"
                                + " WHERE slot_name = ? AND database = current_database())")) {
            statement.setString(1, slot());
            try (ResultSet installed = statement.executeQuery()) {
                return installed.next() && installed.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new LocalStackException("cannot look into the database " + name + ": " + e.getMessage(), e);
        }
    }

    /** Settings of a service whose own code works as a role that may not touch what the engine has. */
    public Map<String, String> roles() {
        if (application.user().equals(user)) {
            return Map.of("QUARKUS_DATASOURCE_USERNAME", user, "QUARKUS_DATASOURCE_PASSWORD", password);
        }
        return Map.of(
                "QUARKUS_DATASOURCE_USERNAME", application.user(),
                "QUARKUS_DATASOURCE_PASSWORD", application.password(),
                "QUARKUS_DATASOURCE_ENGINE_USERNAME", user,
                "QUARKUS_DATASOURCE_ENGINE_PASSWORD", password,
                "CASCADE_APPLICATION_ROLE", application.user(),
                "CASCADE_DEBEZIUM_ROLE", debezium.user());
    }

    /** The role of the connector: the owner, where whoever has installed has given the other one no rights yet. */
    public Login connector() {
        Login owner = new Login(user, password);
        if (debezium.equals(owner)) {
            return owner;
        }
        try (Connection connection = DriverManager.getConnection(superuserJdbcUrl);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT has_table_privilege(?, to_regclass('cascade.heartbeat'), 'INSERT')")) {
            statement.setString(1, debezium.user());
            try (ResultSet may = statement.executeQuery()) {
                return may.next() && may.getBoolean(1) ? debezium : owner;
            }
        } catch (SQLException e) {
            throw new LocalStackException("cannot look into the database " + name + ": " + e.getMessage(), e);
        }
    }

    static String nameOf(String service) {
        return service.replaceAll("[^A-Za-z0-9]", "_").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
