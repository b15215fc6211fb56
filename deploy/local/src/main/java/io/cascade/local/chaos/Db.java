/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Plain SQL on a service's database, past everything that a fault may be on. */
final class Db {

    private static final String SECONDS = "20";

    private final String url;

    /** @param url with user and password */
    Db(String url) {
        this.url = url;
    }

    /** One that gives up on a server that is frozen. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.put("connectTimeout", "5");
        properties.put("loginTimeout", "5");
        properties.put("socketTimeout", SECONDS);
        properties.put("ApplicationName", "chaos");
        return DriverManager.getConnection(url, properties);
    }

    static boolean answers(String url) {
        try (Connection connection = new Db(url).connect()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    void run(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new LocalStackException(e.getMessage(), e);
        }
    }

    /** The first column. */
    List<String> values(String query) {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new LocalStackException(e.getMessage(), e);
        }
    }

    Set<Long> numbers(String query) {
        Set<Long> numbers = new HashSet<>();
        values(query).forEach(value -> numbers.add(Long.valueOf(value)));
        return numbers;
    }

    long number(String query) {
        return Long.parseLong(values(query).get(0));
    }
}
