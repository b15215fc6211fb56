/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.postgres;

import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.core.Parser;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A service's own tables, from a plain SQL file. All of it or nothing; an error is told with the line that it is on. */
final class SchemaScript {

    private SchemaScript() {}

    static void run(Path file, ServiceDatabase database) {
        String script = read(file);
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setEscapeProcessing(false);
            int end = 0;
            for (String sql : split(script)) {
                int start = Math.max(script.indexOf(sql, end), end);
                end = start + sql.length();
                execute(statement, sql, new Place(file, script, start));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new LocalStackException(file + ": " + e.getMessage(), e);
        }
    }

    private static void execute(Statement statement, String sql, Place place) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            ServerErrorMessage error = e instanceof PSQLException failure ? failure.getServerErrorMessage() : null;
            int position = error == null ? 0 : error.getPosition();
            throw new LocalStackException(place.at(position) + ": " + e.getMessage(), e);
        }
    }

    /** The driver's own parser knows dollar quotes and comments. */
    private static List<String> split(String script) throws SQLException {
        return Parser.parseJdbcSql(script, true, false, true, false, false).stream()
                .map(query -> query.nativeSql)
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Where a statement stands in its file. */
    private record Place(Path file, String script, int start) {

        /**
         * File and line.
         *
         * @param position 1-based within the statement, 0 where PostgreSQL names none
         */
        String at(int position) {
            int offset = Math.min(script.length(), position > 0 ? start + position - 1 : firstText());
            long line =
                    script.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
            return file + ":" + line;
        }

        private int firstText() {
            int offset = start;
            while (offset < script.length() && Character.isWhitespace(script.charAt(offset))) {
                offset++;
            }
            return offset;
        }
    }
}
