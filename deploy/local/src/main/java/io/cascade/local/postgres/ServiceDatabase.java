/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * The database of one service and its owner.
 *
 * @param name of the database
 * @param host as Kafka Connect reaches it; {@code jdbcUrl} is for this process
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
        String superuserJdbcUrl,
        String slot) {

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

    static String nameOf(String service) {
        return service.replaceAll("[^A-Za-z0-9]", "_").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
