/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A service's database as a person with psql sees it: every call is a session of its own. */
record Database(String url, String user, String password) {

    /** A session for the caller to close. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** Runs each statement in a transaction of its own. */
    void run(String... statements) {
        try (Connection connection = connect();
                Statement jdbc = connection.createStatement()) {
            for (String statement : statements) {
                jdbc.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getSQLState() + " " + e.getMessage(), e);
        }
    }

    long count(String from) {
        return Long.parseLong(values("SELECT count(*) FROM " + from).get(0));
    }

    /** The first column as text; null for NULL. */
    List<String> values(String query) {
        try (Connection connection = connect();
                Statement jdbc = connection.createStatement();
                ResultSet rows = jdbc.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getSQLState() + " " + e.getMessage(), e);
        }
    }
}
