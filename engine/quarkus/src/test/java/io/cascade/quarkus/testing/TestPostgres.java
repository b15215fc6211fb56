/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL with one database, owned by a role as restricted as a service's is. */
final class TestPostgres implements AutoCloseable {

    static final String ROLE = "service";

    private final EmbeddedPostgres server;

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static TestPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("fsync", "off")
                    .start();
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE " + ROLE + " LOGIN REPLICATION");
                statement.execute("CREATE DATABASE " + ROLE + " OWNER " + ROLE);
            }
            return new TestPostgres(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String jdbcUrl() {
        return server.getJdbcUrl(ROLE, ROLE);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
