/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.oracle.run.Sessions;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;

/**
 * How busy a service is.
 *
 * @param version grows with every event that it publishes
 * @param pending deliveries that nobody has answered yet
 * @param published topics of the events since the service was last quiet, by their ids
 * @param at the server's time before all of this was read
 */
record ServiceState(long version, long pending, Map<String, String> published, String at) {

    /** @param since the time from which on events count */
    static ServiceState of(Sessions database, String since) {
        return database.with("public", (connection, statement) -> {
            long version;
            long pending;
            String at;
            try (ResultSet result = statement.executeQuery(
                    "SELECT clock_timestamp()::text, (SELECT last_value FROM cascade.key_version),"
                            + " (SELECT count(*) FROM cascade.delivery WHERE state <> 'applied' AND state = 'pending')")) {
                result.next();
                at = result.getString(1);
                version = result.getLong(2);
                pending = result.getLong(3);
            }
            Map<String, String> published = new HashMap<>();
            try (ResultSet result =
                    statement.executeQuery("SELECT id::text, topic FROM cascade.outbox WHERE created_at > '" + since
                            + "'" + " AND topic NOT LIKE '%.acks'")) {
                while (result.next()) {
                    published.put(result.getString(1), result.getString(2));
                }
            }
            return new ServiceState(version, pending, published, at);
        });
    }
}
