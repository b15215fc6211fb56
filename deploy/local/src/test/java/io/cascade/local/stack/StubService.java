/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Stands in for a service: makes what the connector needs and says that it is ready. */
final class StubService {

    private StubService() {}

    public static void main(String[] arguments) throws Exception {
        if (Boolean.getBoolean("stub.fails")) {
            throw new IllegalStateException("the stub has been told to fail");
        }
        install();
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(env("QUARKUS_HTTP_PORT"))), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    private static void install() throws SQLException {
        String url = env("QUARKUS_DATASOURCE_JDBC_URL");
        try (Connection connection = DriverManager.getConnection(url, ofOwner("USERNAME"), ofOwner("PASSWORD"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS cascade");
            statement.execute("CREATE TABLE IF NOT EXISTS cascade.outbox (id uuid, topic text, record_key text,"
                    + " type text, source text, subject text, specversion text, content_type text,"
                    + " created_at timestamptz, payload text)");
            statement.execute("CREATE TABLE IF NOT EXISTS cascade.heartbeat (at timestamptz)");
            statement.execute("DROP PUBLICATION IF EXISTS cascade_outbox");
            statement.execute("CREATE PUBLICATION cascade_outbox FOR TABLE cascade.outbox, cascade.heartbeat"
                    + " WITH (publish = 'insert')");
            String slot = "cascade_" + env("CASCADE_SERVICE").replace('-', '_');
            statement.execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')"
                    + " WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '" + slot + "')");
        }
    }

    /** Who is the owner beside the service's own code is said apart. */
    private static String ofOwner(String what) {
        String engine = env("QUARKUS_DATASOURCE_ENGINE_" + what);
        return engine == null ? env("QUARKUS_DATASOURCE_" + what) : engine;
    }

    private static String env(String name) {
        return System.getenv(name);
    }
}
