/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.host.LocalStackException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A database that somebody brings along for a service. It is looked at before anything starts, and never made, emptied or
 * dropped.
 *
 * @param url as given, where the password may be missing because it is in {@code ~/.pgpass}
 */
public record GivenDatabase(String service, JdbcUrl url) {

    private static final String RIGHTS =
            """
            SELECT current_setting('wal_level'),
                   (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user),
                   has_database_privilege(current_database(), 'CREATE'),
                   current_user, current_database()
            """;

    /**
     * Refuses what would fail later, with all reasons.
     *
     * @param newStack whether the other services begin anew
     */
    public void check(boolean newStack) {
        try (Connection connection = DriverManager.getConnection(url.url());
                Statement statement = connection.createStatement()) {
            List<String> reasons = missing(statement);
            if (newStack && hasReceived(statement)) {
                reasons.add(
                        "it holds what earlier runs have received (the schema cascade), which does not fit services that"
                                + " begin anew. Take it out, which leaves your tables as they are: ./cascade sql "
                                + service
                                + " --uninstall | psql -v ON_ERROR_STOP=1 DATABASE");
            }
            if (!reasons.isEmpty()) {
                throw refused(reasons, null);
            }
        } catch (SQLException e) {
            throw refused(List.of("it cannot be reached: " + e.getMessage()), e);
        }
    }

    public ServiceDatabase open() {
        Properties parsed = Driver.parseURL(url.url(), new Properties());
        if (parsed == null) {
            throw refused(List.of("this is no URL of PostgreSQL"), null);
        }
        String user = parsed.getProperty(PGProperty.USER.getName(), System.getProperty("user.name"));
        String password = parsed.getProperty(PGProperty.PASSWORD.getName(), "");
        String plain = withoutCredentials();
        return ServiceDatabase.ofOneRole(
                parsed.getProperty(PGProperty.PG_DBNAME.getName(), user),
                parsed.getProperty(PGProperty.PG_HOST.getName(), "localhost"),
                Integer.parseInt(parsed.getProperty(PGProperty.PG_PORT.getName(), "5432")),
                plain,
                user,
                password,
                plain + (plain.contains("?") ? "&" : "?") + "user=" + encoded(user) + "&password=" + encoded(password),
                ServiceDatabase.slotOf(service));
    }

    private static List<String> missing(Statement statement) throws SQLException {
        List<String> reasons = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(RIGHTS)) {
            row.next();
            if (!"logical".equals(row.getString(1))) {
                reasons.add(
                        "its server has wal_level " + row.getString(1)
                                + ", so nothing would leave it: ALTER SYSTEM SET wal_level = 'logical', then restart that server");
            }
            if (!row.getBoolean(2)) {
                reasons.add("the role may not replicate, so nothing would be read from it: ALTER ROLE \""
                        + row.getString(4) + "\" REPLICATION");
            }
            if (!row.getBoolean(3)) {
                reasons.add("the role may create neither schema nor publication: GRANT CREATE ON DATABASE \""
                        + row.getString(5) + "\" TO \"" + row.getString(4) + "\"");
            }
        }
        return reasons;
    }

    /** What an installation script has made is as good as new. */
    private static boolean hasReceived(Statement statement) throws SQLException {
        try (ResultSet inbox = statement.executeQuery("SELECT to_regclass('cascade.inbox') IS NOT NULL")) {
            if (!inbox.next() || !inbox.getBoolean(1)) {
                return false;
            }
        }
        try (ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM cascade.inbox)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** For those who are told user and password beside it. */
    private String withoutCredentials() {
        int query = url.url().indexOf('?');
        if (query < 0) {
            return url.url();
        }
        String kept = Arrays.stream(url.url().substring(query + 1).split("&"))
                .filter(parameter -> !parameter.startsWith("user=") && !parameter.startsWith("password="))
                .collect(Collectors.joining("&"));
        return url.url().substring(0, query) + (kept.isEmpty() ? "" : "?" + kept);
    }

    private LocalStackException refused(List<String> reasons, @Nullable SQLException cause) {
        return new LocalStackException(
                "The database of " + service + ", " + url + ", cannot be used:\n  " + String.join("\n  ", reasons),
                cause);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
